/** One request for every operation about application credentials. */
import { createApplicationCredentialFor } from '@moorgate/oauth';
import type { OperationExample, Params } from './operation-example.ts';
import type { TestApp } from './test-app.ts';

const credential = async (app: TestApp, username: string): Promise<Params> => {
  const request = { username, name: 'example', scopes: ['devices:read'] };
  return { id: (await createApplicationCredentialFor(app.operator, app.keys, request)).id };
};

const ofCredential = { object: credential, missing: { id: '0123456789abc' } };

export const credentialExamples: Readonly<Record<string, OperationExample>> = {
  createApplicationCredential: {
    status: 201,
    body: { name: 'created', scopes: ['tokens:create'] },
  },
  listApplicationCredentials: { status: 200 },
  findApplicationCredential: { status: 200, ...ofCredential },
  changeApplicationCredential: {
    status: 200,
    ...ofCredential,
    body: { note: 'a' },
    more: ['tokens:delete'],
  },
  rotateApplicationCredential: { status: 200, by: 'session', ...ofCredential, body: {} },
  revokeApplicationCredential: { status: 204, ...ofCredential, more: ['tokens:delete'] },
};
