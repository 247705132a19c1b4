import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { TestLeaf } from '@moorgate/testing';
import { type DeliveryGround, startDeliveryGround } from './test-support/delivered-update.ts';
import { type Answer, callGateway, openConnection } from './test-support/device-client.ts';

const large = randomBytes(3 * 1_048_576 + 17).toString('latin1');
const content = {
  'ostree_repo/config': '[core]\nmode=archive-z2\n',
  'ostree_repo/summary': 'the summary',
  'ostree_repo/empty': '',
  'ostree_repo/objects/ab/cd+e.filez': 'an object',
  'ostree_repo/deltas/xx/yyy/0': large,
  'ostree_repo/delta-stats/5ad': '{}',
  'ostree_repo/delta-indexes/xx/yyy.index': 'an index',
  'apps/blobs/sha256/secret': 'of an app',
};

let ground: DeliveryGround;
let leaf: TestLeaf;
let updateId: string;
beforeAll(async () => {
  ground = await startDeliveryGround();
  updateId = await ground.upload(content);
  leaf = await ground.makeDevice(updateId);
});
afterAll(() => ground.close());

const ask = (
  path: string,
  call: { headers?: Record<string, string>; method?: string; as?: TestLeaf | undefined } = {},
): Promise<Answer> =>
  callGateway(ground.running, {
    leaf: 'as' in call ? call.as : leaf,
    path: `/ostree/${path}`,
    ...call,
  });
const refusalOf = ({ status, body }: Answer): unknown[] => [status, body?.['code']];
const notFound = [404, 'update_file_not_found'];
const etagOf = (text: string): string => `"${createHash('sha256').update(text).digest('hex')}"`;

test('200: the bytes of the file, with length, type, entity tag and date', async () => {
  for (const [path, mediaType] of [
    ['config', 'text/plain'],
    ['summary', 'application/octet-stream'],
    ['objects/ab/cd+e.filez', 'application/octet-stream'],
    ['delta-stats/5ad', 'application/json'],
    ['empty', 'application/octet-stream'],
  ] as const) {
    const expected = content[`ostree_repo/${path}`];
    const answer = await ask(path);
    expect([answer.status, answer.text]).toEqual([200, expected]);
    expect(answer.headers).toMatchObject({
      'content-length': String(expected.length),
      'content-type': mediaType,
      etag: etagOf(expected),
      'accept-ranges': 'bytes',
      'last-modified': expect.stringMatching(/ GMT$/),
    });
  }
});

test('only what is named by its content may be kept for ever', async () => {
  const lifetime = async (path: string) => (await ask(path)).headers['cache-control'];
  for (const path of ['objects/ab/cd+e.filez', 'objects/ab/cd%2Be.filez', 'delta-stats/5ad'])
    expect(await lifetime(path)).toBe('private, max-age=31536000, immutable');
  for (const path of ['config', 'summary', 'delta-indexes/xx/yyy.index'])
    expect(await lifetime(path)).toBe('private, no-cache');
});

test('206: one part of a small file and of a large one; several parts at once are answered with all of it', async () => {
  const part = await ask('summary', { headers: { range: 'bytes=4-6' } });
  expect([part.status, part.text]).toEqual([206, 'sum']);
  expect(part.headers).toMatchObject({ 'content-range': 'bytes 4-6/11', 'content-length': '3' });

  const whole = Buffer.from(large);
  for (const [range, first, last] of [
    ['bytes=1048570-2097160', 1_048_570, 2_097_160],
    [`bytes=${whole.length - 5}-`, whole.length - 5, whole.length - 1],
    ['bytes=-70000', whole.length - 70_000, whole.length - 1],
  ] as const) {
    const answer = await ask('deltas/xx/yyy/0', { headers: { range } });
    expect(answer.status).toBe(206);
    expect(answer.text === whole.subarray(first, last + 1).toString('utf8')).toBe(true);
  }
  const several = await ask('summary', { headers: { range: 'bytes=0-1,5-6' } });
  expect([several.status, several.text]).toEqual([200, 'the summary']);
});

test('a download is continued only if the file is still the same', async () => {
  const continued = (etag: string) =>
    ask('summary', { headers: { range: 'bytes=4-', 'if-range': etag } });
  expect((await continued(etagOf('the summary'))).status).toBe(206);
  const other = await continued(etagOf('another one'));
  expect([other.status, other.text]).toEqual([200, 'the summary']);
});

test('416 beyond the end, with the size of the file', async () => {
  const answer = await ask('summary', { headers: { range: 'bytes=11-' } });
  expect(refusalOf(answer)).toEqual([416, 'range_not_satisfiable']);
  expect(answer.headers['content-range']).toBe('bytes */11');
});

test('304 for what the client has, by its tag or its date', async () => {
  const { headers } = await ask('summary');
  for (const condition of [
    { 'if-none-match': headers.etag! },
    { 'if-modified-since': headers['last-modified']! },
  ]) {
    const answer = await ask('summary', { headers: condition });
    expect([answer.status, answer.text]).toEqual([304, '']);
    expect(answer.headers.etag).toBe(headers.etag);
    expect(answer.headers['content-length']).toBeUndefined();
  }
});

test('HEAD tells what a GET would, without the bytes', async () => {
  const answer = await ask('deltas/xx/yyy/0', { method: 'HEAD' });
  expect([answer.status, answer.text]).toEqual([200, '']);
  expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(large)));
  expect(answer.headers.etag).toBe(etagOf(large));
  expect((await ask('missing', { method: 'HEAD' })).status).toBe(404);
});

test('404 for everything that is not there to the byte, and for whatever looks like a path elsewhere', async () => {
  for (const path of ['summary.sig', 'Config', 'objects', 'objects/ab', 'objects/ab/cd%20e.filez'])
    expect(refusalOf(await ask(path))).toEqual(notFound);
  for (const path of ['../apps/blobs/sha256/secret', './config', 'x/../config', 'config\\x'])
    expect(refusalOf(await ask(path))).toEqual(notFound);
  for (const path of ['%2e%2e/apps/blobs/sha256/secret', `a${'/b'.repeat(600)}`])
    expect(refusalOf(await ask(path))).toEqual(notFound);
  for (const path of ['', '/config', 'objects//ab', 'config/', '..%2fapps%2fblobs', '%ff'])
    expect((await ask(path)).status).toBe(404);
});

test('404 for a device that is assigned to nothing', async () => {
  const as = await ground.makeDevice(null);
  const answer = await ask('config', { as });
  expect(refusalOf(answer)).toEqual(notFound);
  expect(answer.body?.['detail']).toBe('No update is assigned.');
});

test('403 without a certificate', async () => {
  for (const path of ['config', 'delta-stats/5ad'])
    expect(refusalOf(await ask(path, { as: undefined }))).toEqual([403, 'certificate_required']);
});

test('nowhere else is the repository to be fetched from', async () => {
  const answer = await ask('download-urls', { method: 'POST' });
  expect([answer.status, answer.text]).toEqual([204, '']);
  const body = await callGateway(ground.running, {
    leaf,
    method: 'POST',
    path: '/ostree/download-urls',
    headers: { 'content-type': 'application/json' },
    body: 'null',
  });
  expect(body.status).toBe(204);
});

test('a device that is moved to another update during a download gets the first file to its end, then files of the other', async () => {
  const other = await ground.upload({
    ...content,
    'ostree_repo/summary': 'another one',
    'ostree_repo/deltas/xx/yyy/0': 'another delta',
  });
  const moved = await ground.makeDevice(updateId);
  const socket = await openConnection(ground.running, { leaf: moved });
  socket.write('GET /ostree/deltas/xx/yyy/0 HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(socket, 'readable');
  await ground.assign(moved.uuid, other);
  socket.write('GET /ostree/summary HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece as Buffer);
  const received = Buffer.concat(pieces);
  const start = received.indexOf('\r\n\r\n') + 4;
  const file = received.subarray(start, start + Buffer.byteLength(large));
  expect(file.equals(Buffer.from(large))).toBe(true);
  const rest = received.subarray(start + file.length).toString();
  expect(rest).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(rest).toMatch(/\r\n\r\nanother one$/);
});
