/** What `lmp-device-register` sends and reads, as it is recorded. */
import { randomUUID } from 'node:crypto';
import { createBrowser } from '../../test-support/browser.ts';
import { logInOn, send } from '../../test-support/page-form.ts';
import { play, readExchange, withoutVolatile } from '../../test-support/replay-example.ts';
import { startTestApp, type TestApp } from '../../test-support/test-app.ts';

const site = 'http://moorgate.test';
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ publicUrl: site });
});
afterAll(() => app.close());

const volatile = {
  access_token: /^"mgt_enr_[0-9a-z]{13}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}"$/,
  device_code: /^"[\w-]{64}"$/,
  user_code: /^"[B-Z]{4}-[B-Z]{4}"$/,
  verification_uri_complete: /^"http:\/\/moorgate\.test\/device\?user_code=[B-Z]{4}-[B-Z]{4}"$/,
};

/** Plays an exchange, expects its answer, and answers what came. */
const replay = async (
  name: string,
  values: Readonly<Record<string, string>>,
): Promise<Record<string, string>> => {
  const exchange = readExchange(new URL(`examples/${name}`, import.meta.url), values);
  const { status, body } = await play(app.origin, exchange);
  expect({ status, body: withoutVolatile(body, volatile) }).toEqual(exchange.answer);
  return JSON.parse(body) as Record<string, string>;
};

const begin = async (): Promise<{ uuid: string; code: string; userCode: string }> => {
  const uuid = randomUUID();
  const begun = await replay('device-begin.http', { uuid });
  return { uuid, code: begun['device_code']!, userCode: begun['user_code']! };
};

const decide = async (userCode: string, decision: 'allow' | 'deny'): Promise<void> => {
  const browser = createBrowser({ hosts: { [site]: app.origin } });
  const path = `${site}/oauth2/pages/device/decision?user_code=${userCode}`;
  const username = await app.addUser(['devices:create']);
  await send(browser, await logInOn(browser, await browser.visit(path), username), { decision });
};

test('waits until somebody lets it in, and gets its token', async () => {
  const { userCode, ...values } = await begin();
  await replay('device-pending.http', values);
  await decide(userCode, 'allow');
  app.clock.advance(5_000);
  await replay('device-token.http', values);
});

test('is told that it is turned away, or that nobody came', async () => {
  const { userCode, ...denied } = await begin();
  const { uuid, code } = await begin();
  await decide(userCode, 'deny');
  await replay('device-denied.http', denied);
  app.clock.advance(900_000);
  await replay('device-expired.http', { uuid, code });
});

test('is told about a factory that is not here', async () => {
  await replay('device-unknown-factory.http', { uuid: randomUUID() });
});
