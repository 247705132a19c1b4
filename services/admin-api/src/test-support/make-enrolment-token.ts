/** Enrolment tokens for tests. */
import { scopeSet, type UserPrincipal } from '@moorgate/auth';
import { findAccountByName } from '@moorgate/db';
import {
  createEnrolmentToken,
  type EnrolmentTokenRequest,
  type IssuedEnrolmentToken,
} from '@moorgate/devices';
import { type TestApp, testFactory } from './test-app.ts';

/** What a session of the user would be, with the right to register every device. */
export const registrarOf = async (app: TestApp, username: string): Promise<UserPrincipal> => {
  const account = await findAccountByName(app.db, username);
  const scopes = scopeSet(['devices:create']);
  return {
    kind: 'user',
    userId: account!.id,
    username,
    scopes,
    grants: [{ scopes, groups: null }],
    credential: { kind: 'session', tokenId: '' },
  };
};

/** Makes a token of a user, a new one unless said. */
export const makeEnrolmentToken = async (
  app: TestApp,
  request: Partial<EnrolmentTokenRequest> = {},
  username?: string,
): Promise<IssuedEnrolmentToken> => {
  const principal = await registrarOf(app, username ?? (await app.addUser(['devices:create'])));
  const services = { keys: app.enrolmentKeys, factory: testFactory };
  return createEnrolmentToken({ ...app.operator, principal }, services, {
    name: 'line 1',
    ...request,
  });
};
