import fc from 'fast-check';
import { proxyHeaderFor, proxyHeaderOf } from '../test-support/proxy-headers.ts';
import { proxyHeaderBytesMax, readProxyHeader } from './proxy-header.ts';

const octet = fc.nat(255);
const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
const ipv6 = fc
  .array(fc.integer({ min: 1, max: 0xffff }), { minLength: 8, maxLength: 8 })
  .map((groups) => groups.map((group) => group.toString(16)).join(':'));
const port = fc.nat(65_535);
const extensions = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
const header = fc.oneof(
  fc.tuple(fc.oneof(ipv4, ipv6), port, extensions).map(([address, from, more]) => ({
    bytes: proxyHeaderFor({ address, port: from }, more),
    client: { address, port: from },
  })),
  fc.tuple(octet, extensions).map(([familyAndTransport, block]) => ({
    bytes: proxyHeaderOf({ familyAndTransport, block }),
    client: null,
  })),
);

test('the example of a header for TCP over IPv4 names the source', () => {
  const bytes = Buffer.from(
    '0d0a0d0a000d0a515549540a 21 11 000c c0000201 c0000202 9c40 20fb'.replaceAll(' ', ''),
    'hex',
  );
  expect(readProxyHeader(bytes)).toEqual({
    kind: 'header',
    header: { client: { address: '192.0.2.1', port: 40_000 }, lengthBytes: 28 },
  });
});

test('addresses of IPv6 are written in the shortest form', () => {
  const clientOf = (address: string): unknown => {
    const reading = readProxyHeader(proxyHeaderFor({ address }));
    return reading.kind === 'header' ? reading.header.client?.address : reading;
  };
  expect(clientOf('2001:0db8:0:0:0:0:0:1')).toBe('2001:db8::1');
  expect(clientOf('0:0:0:0:0:ffff:c000:0201')).toBe('::ffff:192.0.2.1');
});

test('a header is read whole, whatever follows it, and never before its last byte has arrived', () => {
  fc.assert(
    fc.property(header, fc.uint8Array({ maxLength: 50 }), ({ bytes, client }, rest) => {
      const expected = { kind: 'header', header: { client, lengthBytes: bytes.length } };
      expect(readProxyHeader(Buffer.concat([bytes, rest]))).toEqual(expected);
      for (let length = 0; length < bytes.length; length += 1) {
        expect(readProxyHeader(bytes.subarray(0, length))).toEqual({ kind: 'incomplete' });
      }
    }),
    { numRuns: 300 },
  );
});

describe('a fault', () => {
  const full = proxyHeaderFor({ address: '192.0.2.1' });

  test.each([
    ['another signature', Buffer.from('PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n')],
    ['a TLS handshake', Buffer.from('16030102', 'hex')],
    ['version 1 in binary', proxyHeaderOf({ versionAndCommand: 0x11 })],
    ['an unknown command', proxyHeaderOf({ versionAndCommand: 0x22 })],
    ['PROXY for no protocol', proxyHeaderOf({ versionAndCommand: 0x21 })],
    ['UDP', proxyHeaderOf({ versionAndCommand: 0x21, familyAndTransport: 0x12 })],
    [
      'a Unix socket',
      proxyHeaderOf({
        versionAndCommand: 0x21,
        familyAndTransport: 0x31,
        block: Buffer.alloc(216),
      }),
    ],
    [
      'a block without room for the addresses',
      proxyHeaderOf({
        versionAndCommand: 0x21,
        familyAndTransport: 0x21,
        block: Buffer.alloc(12),
      }),
    ],
  ])('is %s', (_title, bytes) => {
    expect(readProxyHeader(bytes)).toEqual({ kind: 'fault', fault: 'proxy_header_invalid' });
  });

  test('is a header longer than is read, told before the rest arrives', () => {
    const ofLength = (length: number) => readProxyHeader(proxyHeaderOf({ length }));
    expect(ofLength(proxyHeaderBytesMax - 16)).toEqual({ kind: 'incomplete' });
    expect(ofLength(proxyHeaderBytesMax - 15)).toEqual({
      kind: 'fault',
      fault: 'proxy_header_too_long',
    });
  });

  test('is told with the first byte that shows it', () => {
    for (let index = 0; index < 14; index += 1) {
      const wrong = Buffer.from(full.subarray(0, index + 1));
      wrong.writeUInt8(wrong.readUInt8(index) ^ 0x40, index);
      expect(readProxyHeader(wrong).kind).toBe('fault');
    }
  });
});

test('no bytes make the reader throw, or read more than is there', () => {
  const start = fc.nat(16).map((length) => proxyHeaderFor({ address: '::1' }).subarray(0, length));
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 600 }), (good, bytes) => {
      const all = Buffer.concat([good, bytes]);
      const reading = readProxyHeader(all);
      if (reading.kind === 'header') {
        expect(reading.header.lengthBytes).toBeLessThanOrEqual(
          Math.min(all.length, proxyHeaderBytesMax),
        );
      }
    }),
    { numRuns: 2_000 },
  );
});
