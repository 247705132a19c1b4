import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { readCgiHead } from './read-cgi-head.ts';

const streamOf = (...pieces: string[]): Readable =>
  Readable.from(
    pieces.map((piece) => Buffer.from(piece)),
    { objectMode: false },
  );

test('the head is read, and the body left, however they are cut', async () => {
  for (const pieces of [
    ['Status: 404 Not Found\r\nContent-Type: text/plain\r\n\r\nbody'],
    ['Stat', 'us: 404 Not Found\r\nContent-Type: te', 'xt/plain\r\n', '\r', '\nbo', 'dy'],
    ['Status: 404\nContent-Type: text/plain\n\nbody'],
  ]) {
    const stream = streamOf(...pieces);
    const head = await readCgiHead(stream);
    expect(head).toEqual({ status: 404, headers: { 'Content-Type': 'text/plain' } });
    expect(await text(stream)).toBe('body');
  }
});

test('without a status it is 200, and a body may be absent', async () => {
  const stream = streamOf('Expires: never\r\n\r\n');
  expect(await readCgiHead(stream)).toEqual({ status: 200, headers: { Expires: 'never' } });
  expect(await text(stream)).toBe('');
});

test('a program that says nothing has no head', async () => {
  expect(await readCgiHead(streamOf())).toBeNull();
  expect(await readCgiHead(streamOf('Status: 200'))).toBeNull();
});

test.each([
  ['a line without a name', 'nonsense\r\n\r\n'],
  ['a status that is none', 'Status: none\r\n\r\n'],
  ['one without an end', `X: ${'x'.repeat(20_000)}`],
])('%s is no head', async (_what, sent) => {
  await expect(readCgiHead(streamOf(sent))).rejects.toThrow('CGI head');
});
