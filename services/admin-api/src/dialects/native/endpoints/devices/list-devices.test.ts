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

describe('filtered', () => {
  const at = (day: number): number => Date.UTC(2026, 1, day) / 1000;
  let uuids: string[];
  beforeAll(async () => {
    uuids = [];
    const tags = ['t0', 't1', 't0,t2', 't2, t1'];
    for (const [index, site] of ['a', 'b', 'a', 'b'].entries()) {
      const labels = { group: index < 2 ? 'f1' : 'f2', site, name: `filtered-${index}` };
      const checkIn = { last_seen_at: new Date(at(10 + index) * 1000), tag: tags[index]! };
      uuids.push(await insertDevice(app.db, { labels, checkIn }));
    }
  });
  const found = async (query: string): Promise<number[]> => {
    const answer = await get(`/v1/devices?name-prefix=filtered-&${query}`).expect(200);
    return uuidsOf(answer).map((uuid) => uuids.indexOf(uuid));
  };

  test('200: by group, label, tag, last sight and the beginning of a name, all of which must hold', async () => {
    expect(await found('')).toEqual([0, 1, 2, 3]);
    expect(await found('group=f1')).toEqual([0, 1]);
    expect(await found('group=f1&group=f2&group=f3')).toEqual([0, 1, 2, 3]);
    expect(await found('group=f3')).toEqual([]);
    expect(await found('label=site=a')).toEqual([0, 2]);
    expect(await found('label=site=a&label=group=f2')).toEqual([2]);
    expect(await found('tag=t1')).toEqual([1, 3]);
    expect(await found('tag=t2')).toEqual([2, 3]);
    expect(await found('tag=t1,t2')).toEqual([3]);
    expect(await found('tag=t')).toEqual([]);
    expect(await found(`seen-since=${at(11)}&seen-before=${at(13)}`)).toEqual([1, 2]);
    expect(await found(`seen-since=${at(12)}&label=site=b&order-by=last-seen-desc`)).toEqual([3]);
  });

  test('200: by the beginning of a UUID, in any case', async () => {
    for (const length of [1, 8, 9, 12, 14, 24, 36]) {
      const prefix = uuids[1]!.slice(0, length).toUpperCase();
      expect(await found(`uuid-prefix=${prefix}`)).toContain(1);
    }
    expect(await found(`uuid-prefix=${uuids[1]!}`)).toEqual([1]);
  });

  test('200: those that were never seen, by a last sight before all others', async () => {
    const never = await insertDevice(app.db, { labels: { name: 'never-seen' } });
    expect(uuidsOf(await get('/v1/devices?seen-before=1'))).toEqual([never]);
  });

  test('200: pages are linked by cursor, with the filter; groups alone by offset too', async () => {
    const first = '/v1/devices?limit=1&label=site=a&label=name=filtered-2&name-prefix=filtered-';
    const answer = await get(first).expect(200);
    expect([uuidsOf(answer), answer.headers['link']]).toEqual([[uuids[2]], undefined]);
    const all = '/v1/devices?limit=1&label=site=a&order-by=uuid-asc&name-prefix=filtered-';
    const whole = await walk(all, (page) => linkOf(page, 'next'));
    expect(whole).toEqual([uuids[0], uuids[2]].toSorted());
    expect(linkOf(await get(all), 'next')).toContain('&label=site%3Da&name-prefix=filtered-');
    expect((await get('/v1/devices?limit=1&group=f1&group=f2')).headers['link']).toContain(
      '</v1/devices?offset=3&limit=1&order-by=name-asc&group=f1&group=f2>; rel="last"',
    );
  });

  test.each([
    ['label=site'],
    ['label==a'],
    ['label=site=a&label=site=b'],
    ['label=site='],
    ['group=.x'],
    ['name-prefix='],
    ['name-prefix=a%25'],
    ['uuid-prefix=g'],
    ['uuid-prefix=123456789'],
    ['uuid-prefix=12345678-12345'],
    ['seen-since=-1'],
    ['seen-before=tomorrow'],
    ['tag=a&offset=1'],
    ['tag=a&tag=b'],
  ])('400 invalid_request: %s', async (query) => {
    expect(codeOf(await get(`/v1/devices?${query}`))).toEqual([400, 'invalid_request']);
  });
});
