/** Whatever a client sends, the answer is never a failure of the gateway's own. */
import fc from 'fast-check';
import { gatewayEndpoints } from './dialects/gateway/index.ts';
import { openConnection, untilClosed } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway({
    headersTimeoutMs: 1_000,
    requestTimeoutMs: 1_000,
    refusalsPerMinuteMax: 1_000,
  });
});
afterAll(() => running.close());

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/);
const headerValue = fc.stringMatching(/^[\x20-\x7e\x80-\xff]{0,60}$/);
const atsName = fc.constantFrom(
  'x-ats-target',
  'X-ATS-Tags',
  'x-ats-ostreehash',
  'x-ats-dockerapps',
  'x-ats-',
  'x-request-id',
  'If-Modified-Since',
);
const path = fc.oneof(
  fc.constantFrom(...gatewayEndpoints.map((endpoint) => endpoint.path)),
  fc.stringMatching(/^\/[\x21-\x7e]{0,60}$/),
  fc.constantFrom(
    '*',
    '/..',
    '/%',
    '/%00',
    '/device/',
    '//device',
    '/device?limit=-1',
    'https://x/device',
  ),
);
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE');
const body = fc.option(fc.string({ maxLength: 400, unit: 'binary' }));

interface Shape {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | null;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  method,
  path,
  headers: fc.array(fc.tuple(fc.oneof(atsName, token), headerValue), { maxLength: 8 }),
  body,
});

const dangerous = /^(content-length|transfer-encoding|connection|host|expect|upgrade)$/i;

const encode = ({ method: verb, path: target, headers, body: content }: Shape): Buffer => {
  const lines = [`${verb} ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close'];
  for (const [name, value] of headers) {
    if (!dangerous.test(name)) lines.push(`${name}: ${value.trim()}`);
  }
  const bytes = Buffer.from(content ?? '', 'utf8');
  if (content !== null) lines.push(`Content-Length: ${String(bytes.length)}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
};

const exchange = async (bytes: Buffer, isRefused: boolean): Promise<string> => {
  const leaf = running.pki.issueDevice(isRefused ? { ca: 'self' } : {});
  const socket = await openConnection(running, { leaf });
  const closed = untilClosed(socket);
  socket.write(bytes);
  return closed;
};

test('any well-formed request of a device is answered, and not with a 5xx', async () => {
  await fc.assert(
    fc.asyncProperty(shape, async (request) => {
      const text = await exchange(encode(request), false);
      expect(text).toMatch(/^HTTP\/1\.1 [234]\d\d /);
    }),
    { numRuns: 150 },
  );
});

test('any well-formed request of a refused device is answered with the refusal', async () => {
  await fc.assert(
    fc.asyncProperty(shape, async (request) => {
      const text = await exchange(encode(request), true);
      expect(text).toMatch(/^HTTP\/1\.1 403 /);
    }),
    { numRuns: 50 },
  );
});

const noRequest = fc
  .uint8Array({ minLength: 1, maxLength: 300 })
  .map((bytes) => Buffer.concat([bytes, Buffer.from('\r\n\r\n')]));

test('bytes that are no request are never answered with a 5xx', async () => {
  await fc.assert(
    fc.asyncProperty(noRequest, async (bytes) => {
      expect(await exchange(bytes, false)).not.toMatch(/^HTTP\/1\.1 5/);
    }),
    { numRuns: 50 },
  );
});

test('bytes of a refused device that are no request are answered with the refusal, if at all', async () => {
  await fc.assert(
    fc.asyncProperty(noRequest, async (bytes) => {
      expect(await exchange(bytes, true)).toMatch(/^(?:HTTP\/1\.1 403 |$)/);
    }),
    { numRuns: 50 },
  );
});

/** A request with a head of any size: fields, and octets in each of them. */
const largeHead = fc
  .tuple(fc.nat(300), fc.nat(400), fc.boolean())
  .map(([fields, octets, hasHost]) =>
    [
      'GET /device HTTP/1.1',
      ...(hasHost ? ['Host: localhost'] : []),
      'Connection: close',
      ...Array.from({ length: fields }, (_, index) => `X-${index}: ${'z'.repeat(octets)}`),
      '\r\n',
    ].join('\r\n'),
  );

test('a head of whatever size is answered, and not with a 5xx', async () => {
  await fc.assert(
    fc.asyncProperty(largeHead, fc.boolean(), async (head, isRefused) => {
      const text = await exchange(Buffer.from(head), isRefused);
      expect(text).toMatch(isRefused ? /^HTTP\/1\.1 403 / : /^HTTP\/1\.1 (?:200|400|431) /);
      expect(text).toMatch(/\r\nX-Request-Id: /);
    }),
    { numRuns: 60 },
  );
});
