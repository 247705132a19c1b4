import { authenticatePassword } from '@moorgate/auth';
import { noteOpenedFiles } from '@moorgate/recent-files';
import {
  compactJson,
  play,
  readExchange,
  withoutVolatile,
} from '../../test-support/replay-example.ts';
import { testPassword } from '../../test-support/test-app.ts';
import { useInsight } from './test-support/insight.ts';

const { app, logIn, makeToken, statusOf } = useInsight();
const example = (name: string): URL => new URL(`examples/${name}`, import.meta.url);

const secret = /^"[0-9a-f]{256}"$/;

test('makes a token for whoever enters the address, logged in', async () => {
  const { cookie } = await logIn();
  const exchange = readExchange(example('create-token.http'), { cookie });
  const played = await play(app().origin, exchange);
  expect(played.status).toBe(exchange.answer.status);
  expect(withoutVolatile(played.body, { token: secret })).toBe(
    withoutVolatile(exchange.answer.body, { token: secret }),
  );
});

test('lists what was opened, byte for byte', async () => {
  const user = await logIn();
  const token = await makeToken(user);
  const request = { username: user.username, password: testPassword };
  const principal = await authenticatePassword(app().operator, app().keys, request);
  const ctx = { ...app().operator, principal };
  const open = async (at: number, path: string): Promise<void> => {
    const present = app().clock.now().toISOString();
    app().clock.set(new Date(at).toISOString());
    const id = 'github.aaakk.us.kg/aws/aws-sdk-java';
    await noteOpenedFiles(ctx, [{ id, path, revision: '1.11.105' }]);
    app().clock.set(present);
  };
  const core = 'aws-java-sdk-core/src/main/java/com/amazonaws/AmazonWebServiceRequest.java';
  const tests =
    'aws-java-sdk-cloudhsm/src/test/java/com/amazonaws/services/cloudhsm/smoketests/RunCucumberTest.java';
  await open(1_496_358_392_087, core);
  await open(1_496_358_397_966, tests);
  const exchange = readExchange(example('recent-files.http'), { token });
  const played = await play(app().origin, exchange);
  expect([played.status, played.body]).toEqual([200, compactJson(exchange.answer.body)]);
});

test.each([
  ['without-token.http', {}],
  ['wrong-token.http', { token: 'nonsense' }],
  ['wrong-token.http', { token: '0'.repeat(256) }],
  ['wrong-token.http', { token: 'a,b' }],
])('refuses as documented: %s %j', async (name, values) => {
  const exchange = readExchange(example(name), values);
  const played = await play(app().origin, exchange);
  expect([played.status, played.body]).toEqual([401, compactJson(exchange.answer.body)]);
});

test('lists tokens with their text, oldest first', async () => {
  const user = await logIn();
  const tokens = [await makeToken(user)];
  app().clock.advance(673_690);
  tokens.push(await makeToken(user));
  const exchange = readExchange(example('list-tokens.http'), { token: tokens[0]! });
  const played = await play(app().origin, exchange);
  const volatile = {
    uid: /^"[^"]+"$/,
    apiToken: secret,
    created: /^\d{13}$/,
    lastUsed: /^\d{13}$/,
  };
  expect(played.status).toBe(200);
  expect(withoutVolatile(played.body, volatile)).toBe(
    withoutVolatile(exchange.answer.body, volatile),
  );
  const listed = JSON.parse(played.body) as {
    uid: string;
    apiToken: string;
    created: number;
    lastUsed: number;
  }[];
  expect(listed.map(({ apiToken }) => apiToken)).toEqual(tokens);
  expect(listed.map(({ created }) => created)).toEqual([1_772_366_400_000, 1_772_367_073_690]);
  expect(listed.map(({ lastUsed }) => lastUsed)).toEqual(listed.map(({ created }) => created));
  expect(listed[0]!.uid).toBe(`userpass@${user.username}`);
});

test('revokes the token that is sent, and says the same when there is none any more', async () => {
  const token = await makeToken();
  expect(await statusOf(token)).toBe(200);
  for (let count = 0; count < 2; count += 1) {
    const exchange = readExchange(example('revoke-token.http'), { token });
    const played = await play(app().origin, exchange);
    expect([played.status, played.body]).toEqual([200, '']);
    expect(await statusOf(token)).toBe(401);
  }
});
