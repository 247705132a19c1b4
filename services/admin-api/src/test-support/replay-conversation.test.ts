import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { replayConversation } from './replay-conversation.ts';

let server: Server;
let origin: string;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-conversation-'));
  server = createServer((request, response) => {
    const id = request.url === '/made' ? 'a'.repeat(24) : (request.url ?? '').slice(1);
    response.setHeader('Seen', request.headersDistinct['name']?.join() ?? 'nothing');
    response.end(`{"id":"${id}"}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const play = async (text: string, values = {}) => {
  const path = join(folder, 'conversation.http');
  await writeFile(path, text);
  return replayConversation(origin, pathToFileURL(path), values);
};

const made = (id: string): string =>
  `# making\nGET /made HTTP/1.1\nName: {{who}}\n\n###\nHTTP/1.1 200 OK\nSeen: me\n\n{ "id": "${id}" }\n`;
const next = `###\nGET /{{id}} HTTP/1.1\n\n###\nHTTP/1.1 200 OK\nSeen: nothing\n\n{"id":"{{id}}"}\n`;

test('what an answer holds fills the places of the requests and answers after it', async () => {
  const values = await play(made('{{id:hex24}}') + next, { who: 'me' });
  expect(values['id']).toBe('a'.repeat(24));
});

test.each([
  ['a body', made('b')],
  ['a form', made('{{id:hex64}}')],
  ['a header', made('{{id:hex24}}').replace('Seen: me', 'Seen: you')],
  ['a status', made('{{id:hex24}}').replace('200 OK', '201 Created')],
  ['the words of a status', made('{{id:hex24}}').replace('200 OK', '200 Fine')],
  ['a value that nothing gave', made('{{id}}')],
  ['a request without an answer', `${made('{{id:hex24}}')}###\nGET / HTTP/1.1\n`],
])('%s that differs from the recording is noticed', async (_what, text) => {
  await expect(play(text, { who: 'me' })).rejects.toThrow();
});
