import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { createLogger } from '@moorgate/observability';
import { frozenClock } from '@moorgate/testing';
import express, { type Express } from 'express';
import supertest from 'supertest';
import { readConsoleFiles } from './console-files.ts';
import { type ConsoleServices, serveConsole } from './serve-console.ts';

const page = `<!doctype html><title>Moorgate</title>${' '.repeat(500)}`;
const script = `export const words = '${'word '.repeat(200)}';`;

let folder: string;
let app: Express;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-console-'));
  await mkdir(join(folder, 'assets'));
  for (const [name, text] of [
    ['index.html', page],
    ['assets/main-Bx71.js', script],
    ['assets/tiny-a1.svg', '<svg/>'],
  ] as const) {
    await writeFile(join(folder, name), text);
    await writeFile(join(folder, `${name}.br`), brotliCompressSync(text));
    await writeFile(join(folder, `${name}.gz`), gzipSync(text));
  }
  app = appOver(await readConsoleFiles(folder));
});
afterAll(() => rm(folder, { recursive: true }));

const appOver = (files: ConsoleServices['files']): Express => {
  const log = createLogger({ service: 'test', level: 'silent' });
  const services = {
    db: null,
    confirmations: null,
    clock: frozenClock('2026-01-01T00:00:00Z'),
    log,
  };
  return express().use(
    serveConsole({
      ...(services as unknown as ConsoleServices),
      files,
      clientAddress: () => '127.0.0.1',
    }),
  );
};

test.each(['/console/', '/console/devices/x', '/console/settings/tokens?new=1'])(
  'the page is at %s, asked for anew each time, with a policy that allows nothing inline',
  async (path) => {
    const { status, text, headers } = await supertest(app).get(path);
    expect([status, text, headers['cache-control']]).toEqual([200, page, 'no-cache']);
    const policy = headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|data:|\*/);
  },
);

test('a file is kept for good under its name', async () => {
  const { status, text, headers } = await supertest(app).get('/console/assets/main-Bx71.js');
  expect([status, text]).toEqual([200, script]);
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test.each([
  ['br, gzip', 'br'],
  ['gzip, deflate', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['identity', undefined],
])('who accepts %j gets %s', async (accepted, coding) => {
  const { text, headers } = await supertest(app)
    .get('/console/assets/main-Bx71.js')
    .set('Accept-Encoding', accepted);
  expect([text, headers['content-encoding']]).toEqual([script, coding]);
  expect(headers['vary']).toBe('Accept-Encoding');
});

test('what would not be shorter is sent as it is', async () => {
  const { headers } = await supertest(app)
    .get('/console/assets/tiny-a1.svg')
    .set('Accept-Encoding', 'br');
  expect(headers['content-encoding']).toBeUndefined();
});

test('HEAD has the headers of GET and no body', async () => {
  const { status, text, headers } = await supertest(app)
    .head('/console/')
    .set('Accept-Encoding', 'identity');
  expect([status, text, headers['content-length']]).toEqual([200, undefined, String(page.length)]);
});

test.each([
  ['get', '/console/assets/main-0000.js'],
  ['get', '/console/assets/../index.html.gz'],
  ['post', '/console/'],
  ['get', '/consoles'],
] as const)('%s %s is none of the console', async (method, path) => {
  expect((await supertest(app)[method](path)).text).not.toContain('Moorgate');
});

test('a browser is led from / and from the path without its slash; a program is not', async () => {
  const browser = supertest(app).get('/').set('Accept', 'text/html,*/*;q=0.8');
  expect((await browser).headers['location']).toBe('/console/');
  expect((await supertest(app).get('/console')).headers['location']).toBe('/console/');
  expect((await supertest(app).get('/').set('Accept', '*/*')).status).toBe(404);
});

test('where nothing was built, nothing is served', async () => {
  const none = await readConsoleFiles(join(folder, 'nowhere'));
  expect(none).toBeNull();
  expect((await supertest(appOver(none)).get('/console/')).status).toBe(404);
});
