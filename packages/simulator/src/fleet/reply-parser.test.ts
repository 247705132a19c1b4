import { createReplyParser, type ReplyParser } from './reply-parser.ts';

interface Parsed {
  readonly parts: unknown[];
  readonly parser: ReplyParser;
}

const parse = (): Parsed => {
  const parts: unknown[] = [];
  const parser = createReplyParser({
    onHead: ({ status, headers }) => parts.push([status, headers.get('x-name') ?? '']),
    onBody: (chunk) => {
      const last = parts.at(-1);
      if (typeof last === 'string') parts[parts.length - 1] = last + chunk.toString('latin1');
      else parts.push(chunk.toString('latin1'));
    },
    onEnd: () => parts.push('end'),
  });
  return { parts, parser };
};

const wire = [
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 200 OK\r\nX-Name: counted\r\nContent-Length: 5\r\n\r\nhello',
  'HTTP/1.1 204 No Content\r\nX-Name: none\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n',
  'HTTP/1.1 200 OK\r\nX-Name: chunked\r\nTransfer-Encoding: chunked\r\n\r\n',
  '5\r\nhello\r\n7;note=x\r\n, world\r\n0\r\nTrailer: x\r\n\r\n',
  'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n',
].join('');

const expected = [
  [200, 'counted'],
  ...['hello', 'end'],
  [204, 'none'],
  'end',
  [304, ''],
  'end',
  [200, 'chunked'],
  ...['hello, world', 'end'],
  [403, ''],
  'end',
];

test.each([1, 2, 3, 7, 64, 10_000])('reads replies that come in pieces of %d octets', (size) => {
  const { parts, parser } = parse();
  for (let at = 0; at < wire.length; at += size)
    parser.read(Buffer.from(wire.slice(at, at + size), 'latin1'));
  expect(parts).toEqual(expected);
});

test('a body without a length ends with the connection', () => {
  const { parts, parser } = parse();
  parser.read(Buffer.from('HTTP/1.1 200 OK\r\n\r\nsome'));
  parser.read(Buffer.from(' more'));
  expect(parts).toEqual([[200, ''], 'some more']);
  parser.end();
  expect(parts.at(-1)).toBe('end');
});

test('a body that is cut off has no end', () => {
  const { parts, parser } = parse();
  parser.read(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel'));
  parser.end();
  expect(parts).toEqual([[200, ''], 'hel']);
});

test.each([
  ['a status line', 'SSH-2.0-OpenSSH\r\n\r\n'],
  ['the size of a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n'],
  ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n'],
  ['the end of a head', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`],
])('throws for what should be %s and is none', (_what, text) => {
  expect(() => parse().parser.read(Buffer.from(text))).toThrow();
});
