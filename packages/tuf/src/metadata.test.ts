import { createHash, generateKeyPairSync } from 'node:crypto';
import { canonicalBytes, type Json, type JsonObject } from './canonical-json.ts';
import {
  drawSigningKey,
  readCheckingKey,
  readPrivateKey,
  seedOf,
  signBytes,
  signingKeyFromSeed,
} from './keys.ts';
import type { Envelope, Role, UpdateRole } from './metadata.ts';
import { readMetadata } from './read-metadata.ts';
import {
  type RoleKeyring,
  signRoot,
  type SignedMetadata,
  signSnapshot,
  signTargets,
  signTimestamp,
} from './sign-metadata.ts';
import { verifyUpdateMetadata, walkRoots } from './verify-metadata.ts';

const at = new Date('2026-11-22T11:04:13.500Z');
const drawKeyring = (): RoleKeyring => ({
  root: drawSigningKey(),
  targets: drawSigningKey(),
  snapshot: drawSigningKey(),
  timestamp: drawSigningKey(),
});
const keyring = drawKeyring();

const signUpdate = (version = 1): Record<UpdateRole, SignedMetadata> => {
  const target = { length: 0, hashes: { sha256: 'a'.repeat(64) }, custom: { version: '7' } };
  const targets = signTargets(keyring, { 'intel-7': target }, { version, at });
  const snapshot = signSnapshot(keyring, targets, { version, at });
  return { targets, snapshot, timestamp: signTimestamp(keyring, snapshot, { version, at }) };
};

const readUpdate = (update: Record<UpdateRole, Pick<SignedMetadata, 'bytes'>>) => ({
  targets: readMetadata('targets', update.targets.bytes),
  snapshot: readMetadata('snapshot', update.snapshot.bytes),
  timestamp: readMetadata('timestamp', update.timestamp.bytes),
});

const readRoot = (root: Pick<SignedMetadata, 'bytes'>) => readMetadata('root', root.bytes);
const rootOne = signRoot(keyring, { version: 1, at });

/** The same envelope with another body, and the signatures of the one before. */
const altered = (
  { bytes }: SignedMetadata,
  change: (signed: Record<string, Json>) => void,
): { bytes: Buffer } => {
  const envelope = JSON.parse(bytes.toString()) as { signed: Record<string, Json> };
  change(envelope.signed);
  return { bytes: Buffer.from(JSON.stringify(envelope)) };
};

describe('what is signed', () => {
  const { targets, snapshot, timestamp } = signUpdate(12);

  test.each([
    ['root', rootOne, '2046-11-17T11:04:13Z'],
    ['targets', targets, '2027-02-20T11:04:13Z'],
    ['snapshot', snapshot, '2027-02-20T11:04:13Z'],
    ['timestamp', timestamp, '2026-11-29T11:04:13Z'],
  ] as const)('%s has the members and the spelling of the dialect', (role, { bytes }, expires) => {
    const { signed, signatures } = JSON.parse(bytes.toString()) as Envelope;
    expect(signed).toMatchObject({
      _type: role[0]!.toUpperCase() + role.slice(1),
      expires,
      version: role === 'root' ? 1 : 12,
    });
    expect(signed).not.toHaveProperty('spec_version');
    expect(signatures).toEqual([
      {
        keyid: keyring[role].keyId,
        method: 'ed25519',
        sig: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/) as string,
      },
    ]);
    expect(canonicalBytes(JSON.parse(bytes.toString()) as JsonObject).equals(bytes)).toBe(true);
  });

  test('a root names one Ed25519 key of 64 digits for each role, under the SHA-256 of its DER', () => {
    const { signed } = readRoot(rootOne).envelope;
    expect(signed.consistent_snapshot).toBe(false);
    for (const [role, { keyids, threshold }] of Object.entries(signed.roles)) {
      expect([keyids, threshold]).toEqual([[keyring[role as Role].keyId], 1]);
      const { keytype, keyval } = signed.keys[keyids[0]!]!;
      expect(keytype).toBe('ED25519');
      const spki = Buffer.from(`302a300506032b6570032100${keyval.public}`, 'hex');
      expect(createHash('sha256').update(spki).digest('hex')).toBe(keyids[0]);
    }
  });

  test('each file tells hash, length and version of the next one, of its bytes as they are', () => {
    expect(readMetadata('timestamp', timestamp.bytes).envelope.signed.meta).toEqual({
      'snapshot.json': {
        hashes: { sha256: createHash('sha256').update(snapshot.bytes).digest('hex') },
        length: snapshot.bytes.length,
        version: 12,
      },
    });
  });

  test('nothing is signed that agents would write in different ways, nor a version that they cannot hold', () => {
    const target = { length: 0, hashes: { sha256: '' }, custom: { name: 'ä' } };
    expect(() => signTargets(keyring, { t: target }, { version: 1, at })).toThrow('ASCII');
    expect(() => signTargets(keyring, {}, { version: 2 ** 31, at })).toThrow('not a version');
    expect(() => signTargets(keyring, {}, { version: 0, at })).toThrow('not a version');
  });
});

describe('verifyUpdateMetadata', () => {
  const root = readRoot(rootOne).envelope.signed;
  const update = signUpdate();

  test('accepts what was signed here', () => {
    verifyUpdateMetadata(root, readUpdate(update));
  });

  test.each(['targets', 'snapshot', 'timestamp'] as const)(
    'refuses %s in which one bit of the text changed, wherever it is',
    (role) => {
      const { bytes } = update[role];
      for (let index = 0; index < bytes.length; index += 1) {
        const changed = Buffer.from(bytes);
        changed[index]! ^= 1;
        expect(() =>
          verifyUpdateMetadata(root, readUpdate({ ...update, [role]: { bytes: changed } })),
        ).toThrow();
      }
    },
  );

  test('refuses files of different signings, and the keys of another factory', () => {
    const newer = signUpdate(2);
    expect(() =>
      verifyUpdateMetadata(root, readUpdate({ ...update, targets: newer.targets })),
    ).toThrow('about other targets metadata');
    expect(() =>
      verifyUpdateMetadata(root, readUpdate({ ...newer, timestamp: update.timestamp })),
    ).toThrow('about other snapshot metadata');
    const strangers = readRoot(signRoot(drawKeyring(), { version: 1, at })).envelope.signed;
    expect(() => verifyUpdateMetadata(strangers, readUpdate(update))).toThrow('not signed as');
  });
});

describe('walkRoots', () => {
  const next = drawKeyring();
  const before = [{ key: keyring.root, keyId: keyring.root.keyId }];
  const rootTwo = signRoot(next, { version: 2, at }, before);

  test('follows roots of which each is signed by itself and by the one before', () => {
    expect(walkRoots([rootOne, rootTwo].map(readRoot)).version).toBe(2);
    expect(walkRoots([readRoot(rootTwo)]).version).toBe(2);
  });

  test('refuses a root that the one before did not sign, one that did not sign itself, a gap, and none', () => {
    const unsigned = signRoot(next, { version: 2, at });
    expect(() => walkRoots([rootOne, unsigned].map(readRoot))).toThrow(
      'as the root before demands',
    );
    const foreign = altered(rootOne, (signed) => {
      signed['version'] = 2;
    });
    expect(() => walkRoots([rootOne, foreign].map(readRoot))).toThrow('demands');
    const third = signRoot(next, { version: 3, at }, before);
    expect(() => walkRoots([rootOne, third].map(readRoot))).toThrow('comes that of version 3');
    expect(() => walkRoots([])).toThrow('There is no root');
  });

  test('a key that a root names under two ids counts once', () => {
    const { envelope } = readRoot(rootOne);
    const { keyId, body } = keyring.root;
    const signed = {
      ...envelope.signed,
      keys: { ...envelope.signed.keys, other: body },
      roles: { ...envelope.signed.roles, root: { keyids: [keyId, 'other'], threshold: 2 } },
    };
    const bytes = canonicalBytes(signed);
    const signatures = [keyId, 'other'].map((id) => signBytes(keyring.root, bytes, id));
    const twice = readRoot({ bytes: canonicalBytes({ signatures, signed }) });
    expect(() => walkRoots([twice])).toThrow('not signed as it demands');
  });
});

describe('an RSA root of another server', () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const secret = pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const key = readPrivateKey('RSA', secret);
  const { signed: own } = readRoot(rootOne).envelope;
  const signed = {
    ...own,
    keys: { ...own.keys, old: key.body },
    roles: { ...own.roles, root: { keyids: ['old'], threshold: 1 } },
  };
  const olpc = Buffer.from(
    canonicalBytes({
      ...signed,
      keys: { ...own.keys, old: { ...key.body, keyval: { public: '@' } } },
    })
      .toString()
      .replace('"@"', `"${key.body.keyval.public}"`),
  );

  test.each([
    ['with line ends as they are', olpc],
    ['with line ends escaped', Buffer.from(olpc.toString().replaceAll('\n', '\\n'))],
  ])('is good when it was signed %s, and lets a root of Ed25519 keys follow', (_, form) => {
    const signatures = [signBytes(key, form, 'old')];
    expect(signatures[0]!.method).toBe('rsassa-pss-sha256');
    const old = { bytes: Buffer.from(JSON.stringify({ signatures, signed }, null, 2)) };
    const following = signRoot(drawKeyring(), { version: 2, at }, [{ key, keyId: 'old' }]);
    expect(walkRoots([old, following].map(readRoot)).version).toBe(2);
  });

  test('keys that are too short, or are no keys, are refused without a word of them', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const pem = weak.export({ type: 'pkcs1', format: 'pem' }).toString();
    for (const [type, text] of [
      ['RSA', pem],
      ['RSA', 'not a key'],
      ['ED25519', 'abc'],
      ['ecPrime256v1', pem],
    ] as const) {
      expect(() => readPrivateKey(type, text)).toThrow('neither Ed25519');
      expect(() => readCheckingKey('id', { keytype: type, keyval: { public: text } })).toThrow(
        'The key id cannot be read',
      );
    }
  });
});

test('a key comes back from its 32 bytes, and from what other servers export of it', () => {
  const key = drawSigningKey();
  const seed = seedOf(key);
  expect(signingKeyFromSeed(seed).keyId).toBe(key.keyId);
  const hex = seed.toString('hex');
  expect(readPrivateKey('ED25519', hex).keyId).toBe(key.keyId);
  expect(readPrivateKey('ed25519', hex + key.body.keyval.public).keyId).toBe(key.keyId);
});
