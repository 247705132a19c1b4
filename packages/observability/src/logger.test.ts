import { createLogger } from './index.ts';

const write = (act: (log: ReturnType<typeof createLogger>) => void): string => {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  act(createLogger({ service: 'test', level: 'debug', stream }));
  return lines.join('');
};

const body = 'a'.repeat(43);
const token = `mgt_pat_0123456789abc_${body}_c0ffee`;
const pem =
  '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBsecretsecret\n-----END EC PRIVATE KEY-----\n';

test.each([
  ['a token of ours in a text', `used ${token} twice`, body],
  ['a bearer token of somebody else', 'Authorization: Bearer abc.def-ghi', 'abc.def-ghi'],
  ['a name and a password', 'sent Basic YWRtaW46aHVudGVyMg==', 'YWRtaW46aHVudGVyMg'],
  ['a JSON Web Token', 'got eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'c2lnbmF0dXJl'],
  ['the password of an address', 'connect postgres://moorgate:hunter2@db/m failed', 'hunter2'],
  ['a parameter of a query', 'GET /login?user=a&password=hunter2&x=1', 'hunter2'],
  ['a private key', `read ${pem}`, 'MHcCAQEEIBsecretsecret'],
])('writes no secret: %s', (_what, text, secret) => {
  const written = write((log) => {
    log.info(text);
    log.warn({ detail: text }, 'as a field');
    log.error({ err: new Error(text, { cause: new Error(text) }) }, 'as an error');
  });
  expect(written).not.toContain(secret);
  expect(written.match(/\[redacted\]/g)?.length).toBeGreaterThanOrEqual(3);
  for (const line of written.trim().split('\n'))
    expect(() => JSON.parse(line) as unknown).not.toThrow();
});

test('writes no field with the name of a secret, however deep it stands', () => {
  const written = write((log) => {
    const headers = { Authorization: 'x-1', cookie: 'x-2 "quoted"', 'set-cookie': ['x-3', 'x-4'] };
    log.info(
      { password: 'x-5', a: { token: 'x-6', b: { c: { secret: 'x-7', headers } } } },
      'deep',
    );
    log.error({ err: Object.assign(new Error('failed'), { config: { headers } }) }, 'attached');
  });
  expect(written).not.toMatch(/x-\d/);
  for (const line of written.trim().split('\n'))
    expect(() => JSON.parse(line) as unknown).not.toThrow();
});

test.each([
  'a',
  '-eyJaaaaaaaaaaaaa',
  '://a',
  ':',
  'Bearer ',
  '?token=',
  '-----BEGIN PRIVATE KEY-----',
])('writes a line that is long because of %j about as fast as any', (piece) => {
  const text = piece.repeat(Math.ceil(500_000 / piece.length));
  const startedMs = performance.now();
  write((log) => log.info(text));
  expect(performance.now() - startedMs).toBeLessThan(3_000);
});

test('keeps the public part of a token, and whatever is no secret', () => {
  const written = write((log) => {
    log.info({ url: 'http://127.0.0.1:8080/devices?limit=5', code: 'device_denied' }, token);
  });
  expect(JSON.parse(written)).toMatchObject({
    msg: 'mgt_pat_0123456789abc_[redacted]',
    url: 'http://127.0.0.1:8080/devices?limit=5',
    code: 'device_denied',
  });
});
