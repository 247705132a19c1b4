import { createReplyReader, type ReadReply } from './reply-reader.ts';

const reply = (status: number, body: string): string =>
  `HTTP/1.1 ${status} Some words\r\nDate: now\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const readAll = (chunks: readonly string[]): ReadReply[] => {
  const replies: ReadReply[] = [];
  const feed = createReplyReader((read) => replies.push(read));
  for (const chunk of chunks) feed(Buffer.from(chunk));
  return replies;
};

test('reads a reply wherever it was cut', () => {
  const text = reply(200, '{"uuid":"a"}');
  for (let cut = 1; cut < text.length; cut++)
    expect(readAll([text.slice(0, cut), text.slice(cut)])).toEqual([
      { status: 200, bytes: text.length },
    ]);
});

test('reads several replies that came in together', () => {
  const statuses = readAll([reply(200, 'one') + reply(204, '') + reply(403, 'x')]).map(
    ({ status }) => status,
  );
  expect(statuses).toEqual([200, 204, 403]);
});

test('says nothing of a reply that is not complete', () => {
  expect(readAll([reply(200, 'body').slice(0, -1)])).toEqual([]);
});

test('refuses a reply that does not say its length', () => {
  expect(() => readAll(['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'])).toThrow(
    'without a length',
  );
});
