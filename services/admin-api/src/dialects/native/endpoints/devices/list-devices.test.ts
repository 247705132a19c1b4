import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
let reader: string;
beforeAll(async () => {
  app = await startTestApp();
  reader = `Bearer ${await app.tokenWith(['devices:read'])}`;
  for (let index = 0; index < 5; index += 1) {
    const labels = index < 3 ? { name: `device-${index}` } : {};
    const at = new Date(Date.UTC(2026, 1, 1 + index));
    await insertDevice(app.db, { labels, createdAt: at, checkIn: { last_seen_at: at } });
  }
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const get = (path: string): supertest.Test =>
  supertest(app.server).get(path).set('Authorization', reader);
const codeOf = (answer: supertest.Response): unknown => [answer.status, answer.body.code];
const linkOf = (answer: supertest.Response, rel: string): string | undefined =>
  (answer.headers['link'] as string | undefined)
    ?.split(', ')
    .find((link) => link.endsWith(`rel="${rel}"`))
    ?.match(/<(.*)>/)?.[1];
const uuidsOf = (answer: supertest.Response): string[] =>
  (answer.body as { uuid: string }[]).map((device) => device.uuid);

test('200: all devices by name, with the links of one page', async () => {
  const answer = await get('/v1/devices');
  expect(answer.status).toBe(200);
  expect(answer.body[0]).toEqual({
    uuid: expect.any(String),
    'created-at': Date.UTC(2026, 1, 1) / 1000,
    'last-seen': Date.UTC(2026, 1, 1) / 1000,
    target: '',
    tag: '',
    labels: { name: 'device-0' },
  });
  expect(answer.headers['link']).toBe(
    '</v1/devices?offset=0&limit=1000&order-by=name-asc>; rel="first", ' +
      '</v1/devices?offset=0&limit=1000&order-by=name-asc>; rel="last"',
  );
  expect(answer.headers['x-next-cursor']).toBeUndefined();
});

test('200: links are relative, under the path that was asked for, with the order that was given', async () => {
  for (const path of ['/v1/devices', '/devices']) {
    const answer = await get(`${path}?limit=2&offset=2&order-by=created-at-desc`);
    expect(answer.headers['link']).toBe(
      `<${path}?offset=0&limit=2&order-by=created-at-desc>; rel="first", ` +
        `<${path}?offset=4&limit=2&order-by=created-at-desc>; rel="next", ` +
        `<${path}?offset=4&limit=2&order-by=created-at-desc>; rel="last"`,
    );
  }
});

/** The UUIDs of every page, from the first one on, along what `nextOf` finds in each answer. */
const walk = async (
  first: string,
  nextOf: (answer: supertest.Response) => string | undefined,
): Promise<string[]> => {
  const uuids: string[] = [];
  for (let path: string | undefined = first; path !== undefined;) {
    const answer: supertest.Response = await get(path).expect(200);
    uuids.push(...uuidsOf(answer));
    path = nextOf(answer);
  }
  return uuids;
};

test('200: following next by offset, or by cursor, shows every device once in the same order', async () => {
  const whole = uuidsOf(await get('/v1/devices?order-by=last-seen-desc'));
  const first = '/v1/devices?limit=2&order-by=last-seen-desc';
  expect(await walk(first, (answer) => linkOf(answer, 'next'))).toEqual(whole);
  const cursorOf = ({ headers }: supertest.Response): string | undefined =>
    headers['x-next-cursor'];
  const byHeader = await walk(first, (answer) => {
    const cursor = cursorOf(answer);
    return cursor === undefined ? undefined : `${first}&cursor=${cursor}`;
  });
  expect(byHeader).toEqual(whole);

  const second = `${first}&cursor=${cursorOf(await get(first)) ?? ''}`;
  expect(await walk(second, (answer) => linkOf(answer, 'next'))).toEqual(whole.slice(2));
  const { headers } = await get(second);
  expect(headers['link']).toBe(
    `</v1/devices?cursor=${String(headers['x-next-cursor'])}&limit=2&order-by=last-seen-desc>; rel="next"`,
  );
});

test('200: behind the end there is an empty page, which still says where the last one is', async () => {
  const answer = await get('/v1/devices?offset=100000&limit=1000');
  expect([answer.status, answer.body]).toEqual([200, []]);
  expect(linkOf(answer, 'next')).toBeUndefined();
  expect(linkOf(answer, 'last')).toBe('/v1/devices?offset=0&limit=1000&order-by=name-asc');
});

test.each([
  ['limit=0'],
  ['limit=-1'],
  ['limit=1001'],
  ['limit=99999999999'],
  ['limit=1e2'],
  ['limit=x'],
  ['limit='],
  ['limit=1&limit=2'],
  ['offset=-1'],
  ['offset=1.5'],
  ['offset=99999999999999999999'],
  ['order-by=nothing'],
  ['order-by='],
  ['order-by=constructor'],
])('400 invalid_request: %s', async (query) => {
  expect(codeOf(await get(`/v1/devices?${query}`))).toEqual([400, 'invalid_request']);
});

test('400: offsets above 100,000 point to the cursor; a page begins at one place', async () => {
  expect(codeOf(await get('/v1/devices?offset=100001'))).toEqual([400, 'offset_too_large']);
  const cursor = (await get('/v1/devices?limit=1')).headers['x-next-cursor'] as string;
  const both = await get(`/v1/devices?cursor=${cursor}&offset=1`);
  expect(codeOf(both)).toEqual([400, 'invalid_request']);
  expect(both.body.errors[0].pointer).toBe('/query/offset');
});

test('400 cursor_invalid: forged, or of another order', async () => {
  const cursor = (await get('/v1/devices?limit=1')).headers['x-next-cursor'] as string;
  const foreign = `order-by=uuid-asc&cursor=${cursor}`;
  for (const query of ['cursor=x', 'cursor=%7B%7D', `cursor=${cursor.slice(0, -4)}`, foreign]) {
    expect(codeOf(await get(`/v1/devices?${query}`))).toEqual([400, 'cursor_invalid']);
  }
  expect(codeOf(await get('/v1/devices?cursor='))).toEqual([400, 'invalid_request']);
});
