/** What existing clients send and read, as it is recorded. */
import { createApplicationCredentialFor, type IssuedApplicationCredential } from '@moorgate/oauth';
import { play, readExchange, withoutVolatile } from '../../test-support/replay-example.ts';
import { startTestApp, type TestApp } from '../../test-support/test-app.ts';

let app: TestApp;
let client: IssuedApplicationCredential;
beforeAll(async () => {
  app = await startTestApp();
  const scopes = ['devices:read', 'targets:read'] as const;
  const request = { username: await app.addUser(scopes), name: 'recorded', scopes };
  client = await createApplicationCredentialFor(app.operator, app.keys, request);
});
afterAll(() => app.close());

const volatile = {
  access_token: /^"mgt_oac_[0-9a-z]{13}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}"$/,
  refresh_token: /^"mgt_ort_[0-9a-z]{13}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}"$/,
  id: /^"[0-9a-z]{13}"$/,
};

/** Plays an exchange, expects its answer, and answers what came. */
const replay = async (name: string, more: Record<string, string> = {}): Promise<string> => {
  const values = { id: client.id, secret: client.secret!, ...more };
  const exchange = readExchange(new URL(`examples/${name}`, import.meta.url), values);
  const { status, body } = await play(app.origin, exchange);
  expect({ status, body: withoutVolatile(body, volatile) }).toEqual(exchange.answer);
  return body;
};

test('logs in as fioctl does, and refreshes', async () => {
  const first = JSON.parse(await replay('login.http')) as Record<string, string>;
  await replay('refresh.http', { refresh: first['refresh_token']! });
});

test('uses the access token as it is, and in base64 as existing tools send it', async () => {
  const { access_token: token } = JSON.parse(await replay('login.http')) as {
    access_token: string;
  };
  for (const bearer of [token, Buffer.from(token).toString('base64')])
    await replay('api-with-bearer.http', { bearer, username: client.owner });
});

test('ends a token, and says the same of one that has ended and of one that is none', async () => {
  const { access_token: token } = JSON.parse(await replay('login.http')) as {
    access_token: string;
  };
  for (const text of [token, token, 'mgt_oac_0000000000000_unknown'])
    await replay('revoke.http', { token: text });
});

test.each([
  'wrong-secret.http',
  'unknown-grant-type.http',
  'refresh-unknown.http',
  'introspect-revoked.http',
])('answers %s', async (name) => void (await replay(name)));
