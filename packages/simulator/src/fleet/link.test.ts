import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initPki } from '@moorgate/auth';
import type { LinkEvent } from './fleet-event.ts';
import { type Link, openLink } from './link.ts';
import { monotonicMs } from './monotonic-clock.ts';

const bodyBytes = 65_536;
const head = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

let folder: string;
let server: Server;
let rootCertificate: string;
let answer: (response: ServerResponse) => void;
const links: Link[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-link-'));
  await initPki({ certsDirectory: folder, factory: 'acme', dnsNames: ['127.0.0.1'] });
  rootCertificate = await readFile(join(folder, 'root.crt'), 'utf8');
  const key = await readFile(join(folder, 'tls.key'));
  const cert = await readFile(join(folder, 'tls.pem'));
  server = createServer({ key, cert }, (_request, response) => answer(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  for (const link of links.splice(0)) link.close();
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const open = (patienceMs?: number): { link: Link; events: LinkEvent[] } => {
  const events: LinkEvent[] = [];
  const { port } = server.address() as AddressInfo;
  const link = openLink({
    host: '127.0.0.1',
    port,
    tls: { serverName: '127.0.0.1', rootCertificate, identity: null },
    patienceMs,
    onEvent: (event) => void events.push(event),
  });
  links.push(link);
  return { link, events };
};

test('a certificate may be for an address', async () => {
  answer = (response) => response.end('yes');
  const { link } = open();
  expect((await link.ask('/', head)).body.toString()).toBe('yes');
});

test('several requests under way get their answers in order', async () => {
  let count = 0;
  answer = (response) => response.end(String((count += 1)));
  const { link } = open();
  const answers = await Promise.all([1, 2, 3].map(() => link.ask('/', head)));
  expect(answers.map(({ body }) => body.toString())).toEqual(['1', '2', '3']);
});

test('who reads slowly gets the same, and not before its time', async () => {
  answer = (response) => response.end(Buffer.alloc(bodyBytes));
  const { link } = open();
  link.readAtMost(bodyBytes * 2);
  const startedAt = monotonicMs();
  expect((await link.ask('/', head)).bytes).toBe(bodyBytes);
  // Half a second for the whole, less the last piece, after which nothing is waited for.
  expect(monotonicMs() - startedAt).toBeGreaterThan(250);
});

test('who reads nothing holds the sender up, while others get the same', async () => {
  const responses: ServerResponse[] = [];
  answer = (response) => {
    responses.push(response);
    response.end(Buffer.alloc(bodyBytes * 512));
  };
  const { link, events } = open();
  await link.connected;
  link.readAtMost(0);
  link.ask('/', head).catch(() => undefined);
  const other = open().link;
  expect((await other.ask('/', head)).bytes).toBe(bodyBytes * 512);
  expect(responses.map(({ writableFinished }) => writableFinished)).toEqual([false, true]);
  expect(events.map(({ kind }) => kind)).toEqual(['connected', 'sent']);
});

test('a device that gets no answer gives up when its patience ends', async () => {
  answer = () => undefined;
  const { link, events } = open(200);
  await expect(link.ask('/', head)).rejects.toThrow('no_answer');
  await link.closed;
  expect(events.at(-1)).toMatchObject({
    kind: 'closed',
    by: 'device',
    unanswered: 1,
    reason: 'no_answer',
  });
});

test('patience is for answers: a connection that rests is kept', async () => {
  answer = (response) => response.end('yes');
  const { link } = open(100);
  await link.ask('/', head);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(link.isOpen()).toBe(true);
  expect((await link.ask('/', head)).status).toBe(200);
});

test('an answer that is cut off is none', async () => {
  answer = (response) => {
    response.writeHead(200, { 'Content-Length': bodyBytes });
    response.write('the beginning', () => response.destroy());
  };
  const { link, events } = open();
  await link.connected;
  await expect(link.ask('/', head)).rejects.toThrow();
  await link.closed;
  expect(events.map(({ kind }) => kind)).toEqual(['connected', 'sent', 'answered', 'closed']);
  expect(events.at(-1)).toMatchObject({ by: 'gateway', unanswered: 1 });
});
