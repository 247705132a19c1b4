/** A client of the native dialect for somebody who uses Lighthouse, too. */
import { issueTokenFor, type Scope } from '@moorgate/auth';
import type { Client, Lighthouse } from '../use-lighthouse.ts';

const scopes: readonly Scope[] = [
  ...(['applications:create', 'applications:manage', 'applications:use'] as const),
  'beacons:use',
];

/** Makes one with a token that is enough for applications. */
export const nativeClientOf = async (
  { app, clientWith, name }: Lighthouse,
  username: string,
): Promise<Client> => {
  const request = { username, name: name(), scopes };
  const { token } = await issueTokenFor(app().operator, app().keys, request);
  return clientWith({ Authorization: `Bearer ${token}` }, '/v1');
};
