/** Exchanges of the real client about targets, played against this server. */
import { readdirSync } from 'node:fs';
import { compactJson, play, readExchange } from '../../../../test-support/replay-example.ts';
import { reachBuild } from '../../../../test-support/target-examples.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

const folder = new URL('../../examples/targets/', import.meta.url);
const names = readdirSync(folder).sort();

let app: TestApp;
let values: Readonly<Record<string, string>>;
beforeAll(async () => {
  app = await startTestApp();
  await app.makeTufKeys();
  app.clock.set('2026-11-22T00:00:00.000Z');
  const token = await app.tokenWith(['targets:read-update', 'ci:read']);
  values = { token, origin: app.origin };
  await reachBuild(app, 42);
  const { answer } = readExchange(new URL(names[0]!, folder), values);
  const body = `{"targets":${answer.body},"targets-creator":"fioctl"}`;
  const headers = { 'osf-token': token, 'content-type': 'application/json' };
  const path = '/ota/factories/acme/targets/';
  const added = { method: 'POST', path, headers, body, answer };
  expect((await play(app.origin, added)).status).toBe(201);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

// They follow each other as their names do.
test.each(names)('%s', async (name) => {
  const exchange = readExchange(new URL(name, folder), values);
  const answer = await play(app.origin, exchange);
  expect([name, answer.status]).toEqual([name, exchange.answer.status]);
  if (exchange.answer.body !== '*')
    expect(compactJson(answer.body)).toBe(compactJson(exchange.answer.body));
  else if (!exchange.path.endsWith('console.log')) JSON.parse(answer.body);
});

test('the console of a change is there whole, and says by no header that it goes on', async () => {
  const exchange = readExchange(new URL('03-tag-3.http', folder), values);
  const { headers, body } = await play(app.origin, exchange);
  expect(headers.get('x-run-status')).toBeNull();
  expect(body).toMatch(
    /^== retagging intel-corei7-64-lmp-42: main -> main, promoted\n== signed version \d+ of targets.json\n== done\n$/,
  );
});
