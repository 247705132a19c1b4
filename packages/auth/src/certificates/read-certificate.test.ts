import { DomainError } from '@moorgate/errors';
import {
  bitString,
  createTestPki,
  encode,
  integer,
  objectIdentifier,
  sequence,
  time,
  unknownExtension,
} from '@moorgate/testing';
import fc from 'fast-check';
import { type ParsedCertificate, readCertificate, readSubject } from './read-certificate.ts';

const pki = createTestPki();
const leaf = pki.issueDevice({ isProduction: true });

const algorithm = sequence(objectIdentifier('1.2.840.10045.4.3.2'));
const version = (number: number): Buffer => encode(0xa0, encode(0x02, Buffer.of(number)));
const emptyName = sequence();
const validity = sequence(time(new Date('2020-01-01')), time(new Date('2060-01-01')));
const spki: Buffer = leaf.keys.publicKey.export({ type: 'spki', format: 'der' });
const extension = (...contents: Buffer[]): Buffer => encode(0xa3, sequence(...contents));
const anyExtension = sequence(objectIdentifier('1.2.3'), encode(0x04));

const usual = {
  version: [version(2)],
  serial: integer(Buffer.of(1)),
  inner: algorithm,
  issuer: emptyName,
  validity,
  subject: emptyName,
  spki,
  tail: [] as Buffer[],
  outer: algorithm,
  signature: bitString(Buffer.of(1)),
};
type Parts = Partial<typeof usual>;

/** A certificate of these parts; nobody verifies its signature. */
const certificateOf = (changed: Parts): Buffer => {
  const parts = { ...usual, ...changed };
  const { serial, inner, issuer, subject } = parts;
  const fields = [serial, inner, issuer, parts.validity, subject, parts.spki];
  const tbs = sequence(...parts.version, ...fields, ...parts.tail);
  return sequence(tbs, parts.outer, parts.signature);
};

const attribute = (oid: string, value: Buffer): Buffer =>
  encode(0x31, sequence(objectIdentifier(oid), value));

const commonNameOf = (value: Buffer): string | undefined =>
  readCertificate(certificateOf({ subject: sequence(attribute('2.5.4.3', value)) })).commonNames[0];

const codeOf = (read: () => unknown): string => {
  try {
    read();
    return 'none';
  } catch (error) {
    return error instanceof DomainError ? error.code : 'another error';
  }
};

const refusal = (parts: Parts): string => codeOf(() => readCertificate(certificateOf(parts)));

describe('a certificate', () => {
  test('is read into the same fields that Node finds', () => {
    const parsed = readCertificate(leaf.der);
    expect(parsed).toMatchObject<Partial<ParsedCertificate>>({
      raw: leaf.der,
      commonNames: [leaf.uuid],
      organizationalUnits: [pki.factory],
      businessCategories: ['production'],
      subject: leaf.subject,
      issuer: pki.deviceCa.subject,
      spki,
      publicKey: { type: 'P-256', bits: 256 },
      notBeforeMs: Date.parse(leaf.x509.validFrom),
      notAfterMs: Date.parse(leaf.x509.validTo),
      signatureAlgorithm: '1.2.840.10045.4.3.2',
      basicConstraints: { isCa: false, pathLength: null },
      keyUsage: { keyCertSign: false },
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'],
      criticalExtensions: ['2.5.29.19', '2.5.29.15'],
    });
    expect(parsed.serialNumber.toString('hex').toUpperCase()).toBe(leaf.x509.serialNumber);
  });

  test('of a CA shows its path length and its right to sign', () => {
    const parsed = readCertificate(pki.deviceCa.der);
    expect(parsed.basicConstraints).toEqual({ isCa: true, pathLength: 0 });
    expect(parsed.keyUsage).toEqual({ keyCertSign: true });
  });

  test('of version 1 has no extensions', () => {
    const parsed = readCertificate(certificateOf({ version: [] }));
    expect(parsed).toMatchObject({
      basicConstraints: null,
      keyUsage: null,
      extendedKeyUsage: null,
    });
  });

  test('of version 2 may have unique identifiers', () => {
    const tail = [encode(0x81, Buffer.of(0, 1)), encode(0x82, Buffer.of(0, 1))];
    expect(refusal({ version: [version(1)], tail })).toBe('none');
  });

  test('may be valid beyond 2049 and to the end of 9999', () => {
    const end = encode(0x18, Buffer.from('99991231235959Z'));
    const parsed = readCertificate(
      certificateOf({ validity: sequence(time(new Date('1999-12-31T23:59:59Z')), end) }),
    );
    expect(new Date(parsed.notBeforeMs).toISOString()).toBe('1999-12-31T23:59:59.000Z');
    expect(new Date(parsed.notAfterMs).toISOString()).toBe('9999-12-31T23:59:59.000Z');
  });

  test.each([
    ['RSA-2048', { type: 'RSA', bits: 2048 }],
    ['Ed25519', { type: 'Ed25519', bits: 256 }],
    ['P-384', { type: 'P-384', bits: 384 }],
    ['P-521', { type: 'P-521', bits: 521 }],
    ['secp256k1', { type: 'other', bits: 0 }],
  ] as const)('with a key of %s shows type and size', (keyType, expected) => {
    expect(readCertificate(pki.issueDevice({ keyType }).der).publicKey).toEqual(expected);
  });

  test('with a compressed point has a key of no known type', () => {
    const algorithmOfKey = spki.subarray(2, 23);
    const compressed = sequence(algorithmOfKey, bitString(Buffer.alloc(33, 2)));
    expect(readCertificate(certificateOf({ spki: compressed })).publicKey.type).toBe('other');
  });

  test('keeps object identifiers of any size apart', () => {
    const long = encode(0x06, Buffer.from('6982808080808080808001', 'hex'));
    const purposes = sequence(long, objectIdentifier('2.999.3'), objectIdentifier('0.9.1'));
    const value = sequence(objectIdentifier('2.5.29.37'), encode(0x04, purposes));
    const parsed = readCertificate(certificateOf({ tail: [extension(value)] }));
    expect(parsed.extendedKeyUsage).toEqual(['2.25.18446744073709551617', '2.999.3', '0.9.1']);
  });
});

describe('a name', () => {
  test.each([
    ['UTF8String', encode(0x0c, Buffer.from('Zoë', 'utf8')), 'Zoë'],
    ['PrintableString', encode(0x13, Buffer.from('Zoe')), 'Zoe'],
    ['IA5String', encode(0x16, Buffer.from('zoe@x')), 'zoe@x'],
    ['TeletexString', encode(0x14, Buffer.from('Zoë', 'latin1')), 'Zoë'],
    ['BMPString', encode(0x1e, Buffer.from('Zoë', 'utf16le').swap16()), 'Zoë'],
  ])('is read from a %s', (_, value, expected) => {
    expect(commonNameOf(value)).toBe(expected);
  });

  test.each([
    ['a UTF8String that is not UTF-8', encode(0x0c, Buffer.of(0xc3))],
    ['a PrintableString beyond ASCII', encode(0x13, Buffer.of(0xe9))],
    ['a BMPString of three octets', encode(0x1e, Buffer.of(0, 65, 0))],
    ['a UniversalString', encode(0x1c, Buffer.of(0, 0, 0, 65))],
    ['a number', integer(Buffer.of(1))],
  ])('is not read from %s', (_, value) => {
    expect(codeOf(() => commonNameOf(value))).toBe('certificate_malformed');
  });

  test('counts the attributes of one RDN like those of several', () => {
    const pair = (text: string): Buffer =>
      sequence(objectIdentifier('2.5.4.3'), encode(0x0c, Buffer.from(text)));
    const subject = sequence(encode(0x31, pair('one'), pair('two')), encode(0x31, pair('three')));
    const { commonNames } = readCertificate(certificateOf({ subject }));
    expect(commonNames).toEqual(['one', 'two', 'three']);
  });
});

describe('a malformed certificate', () => {
  const utc = (text: string): Buffer => encode(0x17, Buffer.from(text));
  const lasts = (text: string): Parts => ({ validity: sequence(utc('200101000000Z'), utc(text)) });

  test.each<[string, Parts]>([
    ['has extensions in version 1', { version: [], tail: [extension(anyExtension)] }],
    ['has extensions in version 2', { version: [version(1)], tail: [extension(anyExtension)] }],
    ['has unique identifiers in version 1', { version: [], tail: [encode(0x81, Buffer.of(0, 1))] }],
    ['says that it is of version 1', { version: [version(0)] }],
    ['is of version 4', { version: [version(3)] }],
    ['has an extension twice', { tail: [extension(anyExtension, anyExtension)] }],
    ['has an empty list of extensions', { tail: [extension()] }],
    ['has a field too many', { tail: [extension(anyExtension), integer(Buffer.of(1))] }],
    ['has two different algorithms', { outer: sequence(objectIdentifier('1.3.101.112')) }],
    ['has a serial number that is not minimal', { serial: encode(0x02, Buffer.of(0, 1)) }],
    ['has an empty serial number', { serial: encode(0x02) }],
    ['has a serial number of 22 octets', { serial: encode(0x02, Buffer.alloc(22, 1)) }],
    ['has a signature of seven bits', { signature: encode(0x03, Buffer.of(1, 0)) }],
    ['has an empty RDN', { subject: sequence(encode(0x31)) }],
    ['has a validity with one end', { validity: sequence(utc('200101000000Z')) }],
    ['has a time without seconds', lasts('2001010000Z')],
    ['has a time with a zone', lasts('200101000000+0100')],
    ['has a thirteenth month', lasts('201301000000Z')],
    ['has a 30th of February', lasts('200230000000Z')],
    ['has a 25th hour', lasts('200101240000Z')],
    ['has a time with a letter', lasts('2001010000a0Z')],
    ['has no key', { spki: sequence() }],
  ])('is refused when it %s', (_, parts) => {
    expect(refusal(parts)).toBe('certificate_malformed');
  });

  const basic = objectIdentifier('2.5.29.19');
  const inOctets = (value: Buffer): Buffer => encode(0x04, value);
  test.each<[string, Buffer]>([
    ['a CA flag of 1', sequence(basic, inOctets(sequence(encode(0x01, Buffer.of(1)))))],
    ['a negative path length', sequence(basic, inOctets(sequence(encode(0x02, Buffer.of(0xff)))))],
    ['an endless path length', sequence(basic, inOctets(sequence(integer(Buffer.alloc(9, 1)))))],
    ['something behind its value', sequence(basic, inOctets(Buffer.of(0x30, 0, 0)))],
    ['no value', sequence(basic)],
    ['an empty list of purposes', sequence(objectIdentifier('2.5.29.37'), inOctets(sequence()))],
    ['a key usage without octets', sequence(objectIdentifier('2.5.29.15'), inOctets(encode(0x03)))],
    [
      'an unfinished identifier',
      sequence(encode(0x06, Buffer.of(0x2a, 0x83)), inOctets(Buffer.of())),
    ],
    [
      'a padded identifier',
      sequence(encode(0x06, Buffer.of(0x2a, 0x80, 1)), inOctets(Buffer.of())),
    ],
    ['an identifier too long', sequence(encode(0x06, Buffer.alloc(65, 1)), inOctets(Buffer.of()))],
  ])('is refused when an extension has %s', (_, value) => {
    expect(refusal({ tail: [extension(value)] })).toBe('certificate_malformed');
  });

  test.each<[string, Buffer]>([
    ['nothing', Buffer.of()],
    ['another type', encode(0x31)],
    ['an indefinite length', Buffer.of(0x30, 0x80, 0, 0)],
    ['a length that is longer than necessary', Buffer.of(0x30, 0x81, 1, 0)],
    [
      'a length with a leading zero',
      Buffer.concat([Buffer.of(0x30, 0x82, 0, 0x80), Buffer.alloc(128)]),
    ],
    ['a length of five octets', Buffer.of(0x30, 0x85, 1, 0, 0, 0, 0)],
    ['a length beyond its end', Buffer.of(0x30, 5, 0)],
    ['a high tag number', sequence(Buffer.of(0x3f, 0x81, 1, 0))],
    ['a certificate and one octet more', Buffer.concat([leaf.der, Buffer.of(0)])],
  ])('is refused when the bytes are %s', (_, bytes) => {
    expect(codeOf(() => readCertificate(bytes))).toBe('certificate_malformed');
  });

  test('is refused and nothing worse, wherever it is cut off', () => {
    for (let length = 0; length < leaf.der.length; length += 1) {
      const code = codeOf(() => readCertificate(leaf.der.subarray(0, length)));
      expect(code).toBe('certificate_malformed');
    }
  });

  test('is refused and nothing worse, whatever is wrong with it', () => {
    const base = pki.issueDevice({ extensions: [unknownExtension(true)] }).der;
    const flips = fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(flips, fc.uint8Array({ maxLength: 40 }), (changes, tail) => {
        const raw = Buffer.concat([base, tail]);
        for (const [at, octet] of changes) raw[at] = octet;
        expect(['none', 'certificate_malformed']).toContain(codeOf(() => readCertificate(raw)));
      }),
      { numRuns: 5000 },
    );
  });
});

test('the short reading says what the whole one says, of everything that the whole one accepts', () => {
  const options = fc.record({ isProduction: fc.boolean(), critical: fc.boolean() });
  const flips = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 2 });
  fc.assert(
    fc.property(options, flips, ({ isProduction, critical }, changes) => {
      const extensions = [unknownExtension(critical)];
      const raw = Buffer.from(pki.issueDevice({ isProduction, extensions }).der);
      for (const [at, octet] of changes) raw[at] = octet;
      if (codeOf(() => readCertificate(raw)) !== 'none') return;
      expect(readCertificate(raw)).toMatchObject(readSubject(raw));
    }),
    { numRuns: 300 },
  );
});
