import { type ClientRequest, type IncomingMessage, request as send } from 'node:http';
import { deactivateUser, issueTokenFor } from '@moorgate/auth';
import { startTestApp, type TestApp } from './test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

interface SlowRequest {
  readonly owner: string;
  readonly tokenId: string;
  /** Sends the rest of the body and answers the status. */
  finish(): Promise<number>;
}

const usesOf = async (tokenId: string): Promise<number> => {
  const token = app.db.selectFrom('tokens').select('uses').where('id', '=', tokenId);
  return (await token.executeTakeFirstOrThrow()).uses;
};

/** Begins to make a user with a token for one use, and stops in the middle of the body, when the token has been looked at. */
const beginRequest = async (username: string): Promise<SlowRequest> => {
  const owner = await app.addUser(['users:create']);
  const wanted = { username: owner, name: 'x', scopes: ['users:create'], maxUses: 1 };
  const { id: tokenId, token } = await issueTokenFor(app.operator, app.keys, wanted);
  const body = JSON.stringify({ username, scopes: [] });
  const headers = {
    'OSF-TOKEN': token,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  };
  const request: ClientRequest = send(`${app.origin}/v1/users`, { method: 'POST', headers });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
  request.write(body.slice(0, 5));
  while ((await usesOf(tokenId)) === 0);
  return {
    owner,
    tokenId,
    finish: async () => {
      request.end(body.slice(5));
      const answer = await answered;
      answer.resume();
      return answer.statusCode ?? 0;
    },
  };
};

const exists = async (username: string): Promise<boolean> => {
  const user = app.db.selectFrom('users').select('id').where('username', '=', username);
  return (await user.executeTakeFirst()) !== undefined;
};

test('a request whose sender is deactivated before its body is complete does nothing', async () => {
  const { owner, finish } = await beginRequest('puppet');
  await deactivateUser(app.operator, owner);
  expect(await finish()).toBe(401);
  expect(await exists('puppet')).toBe(false);
});

test('a request whose sender loses the right before its body is complete does nothing', async () => {
  const { owner, finish } = await beginRequest('marionette');
  await app.db.updateTable('users').set({ scopes: [] }).where('username', '=', owner).execute();
  expect(await finish()).toBe(403);
  expect(await exists('marionette')).toBe(false);
});

test('a request with a long body is one use of its token', async () => {
  const { tokenId, finish } = await beginRequest('wanted');
  expect(await finish()).toBe(201);
  expect(await usesOf(tokenId)).toBe(1);
});
