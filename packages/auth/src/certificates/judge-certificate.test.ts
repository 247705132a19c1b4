import { X509Certificate } from 'node:crypto';
import {
  createKeyPair,
  createTestPki,
  type DeviceOptions,
  oddLeaf,
  purpose,
  type TestCertificate,
  unknownExtension,
} from '@moorgate/testing';
import fc from 'fast-check';
import { type CertificateVerdict, createCertificateJudge } from './judge-certificate.ts';
import { buildTrustList, type DeviceCaRecord } from './trust-list.ts';

const factory = 'harbour';
const pki = createTestPki({ factory });
const nowMs = Date.now();
const dayMs = 86_400_000;
const past = new Date(nowMs - 2 * dayMs);
const yesterday = new Date(nowMs - dayMs);
const tomorrow = new Date(nowMs + dayMs);

const record = (ca: TestCertificate, overrides: Partial<DeviceCaRecord> = {}): DeviceCaRecord => ({
  id: 'ca',
  certificateDer: ca.der,
  factory,
  enrolmentPolicy: 'open',
  retiredAt: null,
  ...overrides,
});

const judgeUnder = (
  records: readonly DeviceCaRecord[],
  leaf: TestCertificate,
  atMs = nowMs,
): CertificateVerdict => {
  const trust = buildTrustList(records, 1);
  return createCertificateJudge().judge({ x509: leaf.x509, raw: leaf.der, trust, nowMs: atMs });
};

const judgeDevice = (options: DeviceOptions): CertificateVerdict =>
  judgeUnder([record(pki.deviceCa)], pki.issueDevice(options));

describe('a certificate that passes', () => {
  test('says who the device is, by the bytes of its own key', () => {
    const leaf = pki.issueDevice({ isProduction: true });
    const verdict = judgeUnder([record(pki.deviceCa)], leaf);
    expect(verdict).toMatchObject({
      kind: 'identified',
      isExpired: false,
      identity: { uuid: leaf.uuid, factory, isProduction: true, ca: { id: 'ca' } },
    });
    const identity = verdict.kind === 'identified' ? verdict.identity : null;
    expect(identity?.spki).toEqual(leaf.keys.publicKey.export({ type: 'spki', format: 'der' }));
    expect(identity?.spkiSha256).toHaveLength(32);
    expect(identity?.notAfterMs).toBe(Date.parse(leaf.x509.validTo));
  });

  test('ends with its CA, when that ends first', () => {
    const ca = pki.createCa({ notAfter: tomorrow });
    const verdict = judgeUnder([record(ca)], pki.issueDevice({ ca }));
    const expected = Math.floor(tomorrow.getTime() / 1000) * 1000;
    expect(verdict).toMatchObject({ identity: { notAfterMs: expected, isProduction: false } });
  });

  test.each<[string, DeviceOptions]>([
    ['has a P-384 key', { keyType: 'P-384' }],
    ['has a P-521 key', { keyType: 'P-521' }],
    ['has an Ed25519 key', { keyType: 'Ed25519' }],
    ['has an RSA key of 2048 bits', { keyType: 'RSA-2048' }],
    ['is signed with ECDSA and SHA-384', { scheme: 'sha384' }],
    ['is signed with ECDSA and SHA-512', { scheme: 'sha512' }],
    ['names no purpose', { extendedKeyUsage: null }],
    ['names client authentication among others', { extendedKeyUsage: Object.values(purpose) }],
    ['is one of the odd leaves of existing tools', oddLeaf],
    ['has an unknown extension that is not critical', { extensions: [unknownExtension(false)] }],
  ])('identifies a device whose certificate %s', (_, options) => {
    expect(judgeDevice(options)).toMatchObject({ kind: 'identified' });
  });

  test.each([
    ['RSA', { keyType: 'RSA-2048' }, {}],
    ['RSASSA-PSS', { keyType: 'RSA-2048' }, { scheme: 'pss-sha256' }],
    ['Ed25519', { keyType: 'Ed25519' }, {}],
    ['ECDSA with P-384', { keyType: 'P-384' }, { scheme: 'sha384' }],
  ] as const)('identifies a device whose CA signs with %s', (_, caOptions, leafOptions) => {
    const ca = pki.createCa(caOptions);
    const verdict = judgeUnder([record(ca)], pki.issueDevice({ ...leafOptions, ca }));
    expect(verdict).toMatchObject({ kind: 'identified' });
  });

  test('gives the UUID in lower case', () => {
    const uuid = 'ABCDEF00-1234-4ABC-8DEF-000000000001';
    expect(judgeDevice({ uuid })).toMatchObject({ identity: { uuid: uuid.toLowerCase() } });
  });

  test('is expired one second after its last, and identified all the same', () => {
    const leaf = pki.issueDevice({ notBefore: past, notAfter: yesterday });
    const last = Math.floor(yesterday.getTime() / 1000) * 1000;
    const trusted = [record(pki.deviceCa)];
    expect(judgeUnder(trusted, leaf, last)).toMatchObject({ kind: 'identified', isExpired: false });
    expect(judgeUnder(trusted, leaf, last + 1000)).toMatchObject({ isExpired: true });
  });
});

describe('a certificate that is refused', () => {
  const stranger = createTestPki({ factory });
  const leafAsCa = pki.issueDevice(oddLeaf);

  test.each<[string, string, DeviceOptions]>([
    ['is signed with SHA-1', 'certificate_algorithm_forbidden', { scheme: 'sha1' }],
    ['has an RSA key of 1024 bits', 'certificate_key_forbidden', { keyType: 'RSA-1024' }],
    ['has a key on another curve', 'certificate_key_forbidden', { keyType: 'secp256k1' }],
    [
      'has an unknown critical extension',
      'certificate_extension_unknown',
      { extensions: [unknownExtension(true)] },
    ],
    ['signed itself', 'certificate_untrusted', { ca: 'self' }],
    ['comes from another CA of the same name', 'certificate_untrusted', { ca: stranger.deviceCa }],
    ['comes from a CA that is not listed', 'certificate_untrusted', { ca: pki.root }],
    ['comes from a device that plays CA', 'certificate_untrusted', { ca: leafAsCa }],
    [
      'is for servers only',
      'certificate_purpose_forbidden',
      { extendedKeyUsage: [purpose.serverAuth] },
    ],
    ['is not valid yet', 'certificate_not_yet_valid', { notBefore: tomorrow }],
    ['has no common name', 'certificate_subject_invalid', { commonNames: [] }],
    ['has an empty common name', 'certificate_subject_invalid', { commonNames: [''] }],
    ['has a path for a common name', 'certificate_subject_invalid', { uuid: '../certs' }],
    ['has a common name that is no UUID', 'certificate_subject_invalid', { uuid: 'device-1' }],
    [
      'has two common names',
      'certificate_subject_invalid',
      { commonNames: [crypto.randomUUID(), crypto.randomUUID()] },
    ],
    [
      'has a UUID and a line feed',
      'certificate_subject_invalid',
      { uuid: `${crypto.randomUUID()}\n` },
    ],
    ['has another factory', 'certificate_factory_mismatch', { organizationalUnits: ['quay'] }],
    ['has no factory', 'certificate_factory_mismatch', { organizationalUnits: [] }],
    [
      'has two factories',
      'certificate_factory_mismatch',
      { organizationalUnits: [factory, 'quay'] },
    ],
  ])('is told the reason when it %s', (_, code, options) => {
    expect(judgeDevice(options)).toMatchObject({ kind: 'refused', code });
  });

  test('is told that RSASSA-PSS with SHA-1 is forbidden as well', () => {
    const ca = pki.createCa({ keyType: 'RSA-2048' });
    const verdict = judgeUnder([record(ca)], pki.issueDevice({ ca, scheme: 'pss-sha1' }));
    expect(verdict).toMatchObject({ code: 'certificate_algorithm_forbidden' });
  });

  test('hears the first reason of the list when there are several', () => {
    const worst = {
      scheme: 'sha1',
      keyType: 'RSA-1024',
      extensions: [unknownExtension(true)],
      ca: stranger.deviceCa,
      extendedKeyUsage: [purpose.serverAuth],
      notBefore: tomorrow,
      commonNames: [],
      organizationalUnits: [],
    } satisfies DeviceOptions;
    const repairs: [string, DeviceOptions][] = [
      ['certificate_algorithm_forbidden', {}],
      ['certificate_key_forbidden', { scheme: 'sha256' }],
      ['certificate_extension_unknown', { keyType: 'P-256' }],
      ['certificate_untrusted', { extensions: [] }],
      ['certificate_purpose_forbidden', { ca: pki.deviceCa }],
      ['certificate_not_yet_valid', { extendedKeyUsage: [purpose.clientAuth] }],
      ['certificate_subject_invalid', { notBefore: yesterday }],
      ['certificate_factory_mismatch', { commonNames: [crypto.randomUUID()] }],
    ];
    let options: DeviceOptions = worst;
    for (const [code, repair] of repairs) {
      options = { ...options, ...repair };
      expect(judgeDevice(options)).toMatchObject({ kind: 'refused', code });
    }
  });

  test('is told when its bytes are no certificate', () => {
    const leaf = pki.issueDevice();
    const raw = Buffer.concat([leaf.der, Buffer.of(0)]);
    const trust = buildTrustList([record(pki.deviceCa)], 1);
    const verdict = createCertificateJudge().judge({ x509: leaf.x509, raw, trust, nowMs });
    expect(verdict).toMatchObject({ kind: 'refused', code: 'certificate_malformed' });
  });
});

describe('the CA', () => {
  test.each([
    ['device_ca_unsuitable', 'not marked as a CA', { isCa: false }],
    ['device_ca_unsuitable', 'keyCertSign', { keyCertSign: false }],
    ['device_ca_unsuitable', 'RSA with 1024 bits', { keyType: 'RSA-1024' }],
    ['device_ca_unsuitable', 'clientAuth', { extendedKeyUsage: [purpose.serverAuth] }],
    ['device_ca_unsuitable', '1.3.6.1.4.1.99999.1', { extensions: [unknownExtension(true)] }],
    ['device_ca_expired', undefined, { notBefore: past, notAfter: yesterday }],
    ['device_ca_expired', undefined, { notBefore: tomorrow }],
  ] as const)('leads to %s (%s)', (code, words, caOptions) => {
    const ca = pki.createCa(caOptions);
    const verdict = judgeUnder([record(ca)], pki.issueDevice({ ca }));
    expect(verdict).toMatchObject({ kind: 'refused', code });
    if (words !== undefined)
      expect(verdict).toHaveProperty('detail', expect.stringContaining(words));
  });

  test('leads to device_ca_retired once it is retired', () => {
    const records = [record(pki.deviceCa, { retiredAt: yesterday })];
    expect(judgeUnder(records, pki.issueDevice())).toMatchObject({ code: 'device_ca_retired' });
  });

  test('is unsuitable when a listed CA above it forbids CAs below itself', () => {
    const parent = pki.createCa({ commonName: 'parent', pathLength: 0 });
    const ca = pki.createCa({ issuer: parent });
    const leaf = pki.issueDevice({ ca });
    const listed = [record(ca), record(parent, { id: 'parent' })];
    expect(judgeUnder(listed, leaf)).toMatchObject({
      code: 'device_ca_unsuitable',
      detail: 'the path length of a CA above it is exceeded',
    });
    expect(judgeUnder([record(ca)], leaf)).toMatchObject({ kind: 'identified' });
  });

  test('is unsuitable when the limit stands two steps above it', () => {
    const top = pki.createCa({ commonName: 'top', pathLength: 1 });
    const middle = pki.createCa({ commonName: 'middle', issuer: top });
    const ca = pki.createCa({ issuer: middle });
    const records = [record(ca), record(middle, { id: 'middle' }), record(top, { id: 'top' })];
    const under = (issuer: TestCertificate) => judgeUnder(records, pki.issueDevice({ ca: issuer }));
    expect(under(ca)).toMatchObject({ code: 'device_ca_unsuitable' });
    expect(under(middle)).toMatchObject({ kind: 'identified' });
  });

  test('may be one of several with the same name', () => {
    const namesake = pki.createCa();
    const records = [record(namesake, { id: 'namesake' }), record(pki.deviceCa)];
    expect(judgeUnder(records, pki.issueDevice())).toMatchObject({
      identity: { ca: { id: 'ca' } },
    });
  });

  test('that was renewed under its key goes on for the devices that it had', () => {
    const old = pki.createCa({ notBefore: past, notAfter: yesterday });
    const renewed = pki.createCa({ keys: old.keys });
    const leaf = pki.issueDevice({ ca: old });
    const records = [record(old, { id: 'old' }), record(renewed, { id: 'renewed' })];
    expect(judgeUnder(records, leaf)).toMatchObject({ identity: { ca: { id: 'renewed' } } });
  });

  test('that cannot be read is reported, and the others stay trusted', () => {
    const broken = record(pki.deviceCa, { id: 'broken', certificateDer: Buffer.of(0x30, 0) });
    const trust = buildTrustList([broken, record(pki.deviceCa)], 1);
    expect(trust.unreadable).toEqual(['broken']);
    expect(trust.cas.map(({ id }) => id)).toEqual(['ca']);
  });
});

describe('what is remembered', () => {
  const trust = buildTrustList([record(pki.deviceCa)], 1);
  /** A key object that cannot verify: whoever passes with it was not verified again. */
  const foreign = new X509Certificate(createTestPki().deviceCa.der);

  test('spares the second signature check of a certificate that passed', () => {
    const judge = createCertificateJudge();
    const leaf = pki.issueDevice();
    const unverifiable = { x509: foreign, raw: leaf.der, trust, nowMs };
    expect(judge.judge(unverifiable)).toMatchObject({ code: 'certificate_untrusted' });
    expect(judge.judge({ ...unverifiable, x509: leaf.x509 }).kind).toBe('identified');
    expect(judge.judge(unverifiable).kind).toBe('identified');
  });

  test('is forgotten with the next generation of the trust list', () => {
    const judge = createCertificateJudge();
    const leaf = pki.issueDevice();
    judge.judge({ x509: leaf.x509, raw: leaf.der, trust, nowMs });
    const without = buildTrustList([record(createTestPki({ factory }).deviceCa)], 2);
    const verdict = judge.judge({ x509: leaf.x509, raw: leaf.der, trust: without, nowMs });
    expect(verdict).toMatchObject({ code: 'certificate_untrusted' });
  });

  test('does not hide that time has passed', () => {
    const judge = createCertificateJudge();
    const leaf = pki.issueDevice({ notAfter: tomorrow });
    const at = (time: number) =>
      judge.judge({ x509: leaf.x509, raw: leaf.der, trust, nowMs: time });
    expect(at(nowMs)).toMatchObject({ isExpired: false });
    expect(at(nowMs + 2 * dayMs)).toMatchObject({ isExpired: true });
    expect(at(nowMs + 4000 * dayMs)).toMatchObject({ code: 'device_ca_expired' });
    expect(at(nowMs - 5 * dayMs)).toMatchObject({ code: 'certificate_not_yet_valid' });
    expect(at(nowMs - 40 * dayMs)).toMatchObject({ code: 'device_ca_expired' });
  });

  test('never exceeds its bound, and holds no refusal', () => {
    const judge = createCertificateJudge({ rememberedMax: 3 });
    for (let count = 0; count < 5; count += 1) {
      const leaf = pki.issueDevice();
      judge.judge({ x509: leaf.x509, raw: leaf.der, trust, nowMs });
      const bad = pki.issueDevice({ ca: 'self' });
      judge.judge({ x509: bad.x509, raw: bad.der, trust, nowMs });
    }
    expect(judge.rememberedCount()).toBe(3);
    const empty = createCertificateJudge();
    const bad = pki.issueDevice({ organizationalUnits: ['quay'] });
    empty.judge({ x509: bad.x509, raw: bad.der, trust, nowMs });
    expect(empty.rememberedCount()).toBe(0);
  });
});

test('no damage to a certificate makes another device of it', () => {
  const keys = createKeyPair();
  const leaf = pki.issueDevice({ keys });
  const trust = buildTrustList([record(pki.deviceCa)], 1);
  const judge = createCertificateJudge();
  const damage = fc.record({
    flips: fc.array(fc.tuple(fc.nat(leaf.der.length - 1), fc.integer({ min: 1, max: 255 })), {
      maxLength: 3,
    }),
    length: fc.oneof(fc.constant(leaf.der.length), fc.nat(leaf.der.length)),
  });
  const spki = keys.publicKey.export({ type: 'spki', format: 'der' });
  fc.assert(
    fc.property(damage, ({ flips, length }) => {
      const raw = Buffer.from(leaf.der.subarray(0, length));
      for (const [at, mask] of flips) if (at < length) raw[at] = (raw[at] ?? 0) ^ mask;
      const x509 = readByNode(raw);
      // What OpenSSL cannot read never gets as far as a socket.
      if (x509 === null) return;
      const verdict = judge.judge({ x509, raw, trust, nowMs });
      if (verdict.kind === 'refused') return;
      expect(verdict.identity.uuid).toBe(leaf.uuid);
      expect(verdict.identity.spki.equals(spki)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

const readByNode = (raw: Buffer): X509Certificate | null => {
  try {
    return new X509Certificate(raw);
  } catch {
    return null;
  }
};
