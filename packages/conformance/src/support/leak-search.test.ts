import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createLeakSearch } from './leak-search.ts';
import { collectSecrets } from './leak-secrets.ts';

const password = 'pä55 "wörd" & \\back/slash <x>=%';
const random = randomBytes(32);
const label = 'password';
const textSearch = createLeakSearch([{ label, bytes: Buffer.from(password) }]);
const bytesSearch = createLeakSearch([{ label: 'key', bytes: random }]);
const isFound = (search: typeof textSearch, text: string | Buffer): boolean =>
  search.search('there', Buffer.from(text as string)).length > 0;

const texts: readonly (readonly [string, string])[] = [
  ['as it is', `a ${password} b`],
  ['alone', password],
  ['in JSON', JSON.stringify({ a: [password] })],
  ['in JSON within JSON', JSON.stringify(JSON.stringify({ a: password }))],
  ['in JSON with nothing but ASCII', 'p\\u00e455 \\"w\\u00f6rd\\" & \\\\back/slash <x>=%'],
  ['as a component of a URL', `https://x/?q=${encodeURIComponent(password)}&b`],
  ['as a path', `https://x/${encodeURI(password)}/y`],
  ['in a form', new URLSearchParams({ a: 'b', password }).toString()],
  ['in HTML', 'p&auml;55 is not meant, but pä55 &quot;wörd&quot; &amp; \\back/slash &lt;x>=% is'],
];

test.each(texts)('a text is found %s', (_how, text) => {
  expect(isFound(textSearch, text)).toBe(true);
});

describe.each(['hex', 'base64', 'base64url'] as const)('in %s', (encoding) => {
  test('bytes and texts are found wherever they begin, alone and in the midst of others', () => {
    for (let before = 0; before < 6; before += 1) {
      const around = [randomBytes(before), randomBytes(before + 1)] as const;
      const [key, text] = [random, Buffer.from(password)].map((bytes) =>
        Buffer.concat([around[0], bytes, around[1]]).toString(encoding),
      );
      expect(isFound(bytesSearch, `x${key}y`)).toBe(true);
      expect(isFound(textSearch, `x${text}y`)).toBe(true);
      expect(isFound(bytesSearch, text!)).toBe(false);
    }
    expect(isFound(bytesSearch, random.toString(encoding))).toBe(true);
  });
});

test('other spellings are found: upper case, percent signs, UTF-16', () => {
  const hex = random.toString('hex');
  expect(isFound(bytesSearch, hex.toUpperCase())).toBe(true);
  expect(isFound(bytesSearch, hex.replaceAll(/../g, '%$&'))).toBe(true);
  expect(isFound(textSearch, Buffer.from(`x${password}`, 'utf16le'))).toBe(true);
});

test('base 64 in lines is found, wherever the lines end and however that is written', () => {
  for (const lineEnd of ['\n', '\r\n', '\\n', '\\r\\n']) {
    for (let before = 0; before < 64; before += 1) {
      const text = Buffer.concat([randomBytes(before), random]).toString('base64');
      expect(isFound(bytesSearch, text.replaceAll(/.{64}/g, `$&${lineEnd}`))).toBe(true);
    }
  }
});

test('the private key in a PEM document is found, the public one is none', () => {
  for (const type of ['ec', 'rsa'] as const) {
    const { privateKey, publicKey } =
      type === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
    const secrets = collectSecrets();
    secrets.addPrivateKey('key', privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
    const search = createLeakSearch(secrets.list());
    for (const format of ['pkcs8', type === 'ec' ? 'sec1' : 'pkcs1'] as const) {
      expect(isFound(search, privateKey.export({ type: format, format: 'pem' }))).toBe(true);
      expect(isFound(search, privateKey.export({ type: format, format: 'der' }))).toBe(true);
    }
    expect(isFound(search, publicKey.export({ type: 'spki', format: 'pem' }))).toBe(false);
  }
});

test('of a token its secret part is a secret, its id is none', () => {
  const [id, part] = ['0123456789abc', 'S'.repeat(43)];
  const secrets = collectSecrets();
  secrets.add('token', `mgt_pat_${id}_${part}_123456`);
  const search = createLeakSearch(secrets.list());
  expect(isFound(search, `x ${part} y`)).toBe(true);
  expect(isFound(search, `x mgt_pat_${id}_y`)).toBe(false);
});

test('each of many secrets is found and named, and nothing else is', () => {
  const all = Array.from({ length: 200 }, (_, index) => ({
    label: `number ${index}`,
    bytes: randomBytes(12 + (index % 40)),
  }));
  const search = createLeakSearch(all);
  const noise = randomBytes(1 << 18);
  expect(search.search('noise', noise)).toEqual([]);
  for (const [index, { label: name, bytes }] of all.entries()) {
    bytes.copy(noise, index * 1_300);
    expect(search.search('noise', noise).map((leak) => leak.label)).toContain(name);
  }
  expect(search.search('noise', noise)).toHaveLength(all.length);
});

test('a secret that chance could write is not searched for', () => {
  expect(() => createLeakSearch([{ label, bytes: Buffer.from('short') }])).toThrow(/too short/);
  expect(() => createLeakSearch([])).toThrow();
});
