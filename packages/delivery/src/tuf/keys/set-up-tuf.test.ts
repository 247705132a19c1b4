import { generateKeyPairSync } from 'node:crypto';
import type { Context } from '@moorgate/auth';
import {
  type Db,
  listAuditRecordsByTarget,
  listTufRootsByFactory,
  openDatabase,
} from '@moorgate/db';
import {
  drawSigningKey,
  foreignForms,
  readMetadata,
  readPrivateKey,
  seedOf,
  signBytes,
  signRoot,
  type SigningKey,
  walkRoots,
} from '@moorgate/tuf';
import { useTuf } from '../../test-support/use-tuf.ts';
import { drawKeyring, requireKeyring } from './keyring.ts';
import { rotateRoot } from './rotate-root.ts';
import { ensureTufKeys, importTuf, initTuf } from './set-up-tuf.ts';

const ground = useTuf();
const at = new Date('2016-03-01T12:00:00Z');
const { sealingKeys } = ground.services;

/** Whoever has the host has the rights of the owner of the database. */
let ownerDb: Db;
const owner = (): Context => ({ ...ground.ctx(), db: ownerDb });
beforeAll(() => {
  ownerDb = openDatabase({ url: ground.database().url, applicationName: 'test' });
});
afterAll(() => ownerDb.destroy());

const chainOf = async (factory: string) =>
  (await listTufRootsByFactory(ground.db(), factory)).map(({ bytes }) =>
    readMetadata('root', bytes),
  );
const actionsOf = async (id: string): Promise<string[]> =>
  (await listAuditRecordsByTarget(ground.db(), { kind: 'signing_keys', id })).map(
    ({ action }) => action,
  );

test('the keys of a factory are made once, also by those who begin at the same time, and recorded', async () => {
  const factory = 'begun';
  const begun = await Promise.all(
    [1, 2, 3].map(() => ensureTufKeys(ground.ctx(), { factory, sealingKeys })),
  );
  expect(begun.filter(Boolean)).toHaveLength(1);
  expect((await chainOf(factory)).map(({ version }) => version)).toEqual([1]);
  await expect(initTuf(ground.ctx(), { factory, sealingKeys })).rejects.toMatchObject({
    code: 'signing_keys_exist',
  });
  expect(await actionsOf(factory)).toEqual(['signing_keys.created']);
});

/** Roots of another server: two of them, the second of which replaced the key; their time has long been over. */
const oldRoots = (lastKey: SigningKey): Buffer[] => {
  const first = drawKeyring();
  const before = [{ key: first.root, keyId: first.root.keyId }];
  return [
    signRoot(first, { version: 1, at }),
    signRoot({ ...first, root: lastKey }, { version: 2, at }, before),
  ].map(({ bytes }) => bytes);
};

describe('taking over another installation', () => {
  test('keeps its roots byte for byte, in whatever order they come, and lets one with new keys follow', async () => {
    const factory = 'taken-over';
    const old = drawSigningKey();
    const roots = oldRoots(old);
    const key = readPrivateKey('ED25519', seedOf(old).toString('hex'));
    const keys = [drawSigningKey(), key];
    const request = { factory, sealingKeys, keys, roots: roots.toReversed() };
    expect(await importTuf(owner(), request)).toBe(3);
    const chain = await chainOf(factory);
    expect(chain.slice(0, 2).map(({ bytes }) => bytes)).toEqual(roots);
    expect(walkRoots(chain).version).toBe(3);
    const named = Object.keys(chain[2]!.envelope.signed.keys);
    expect(named).toHaveLength(4);
    expect(named).not.toContain(old.keyId);
    const keyring = await requireKeyring(ground.db(), ground.services, factory);
    expect(named).toContain(keyring.root.keyId);
    expect(await actionsOf(factory)).toEqual(['signing_keys.imported']);
  });

  test('a factory for which something was signed is not taken over', async () => {
    await ground.addUpdate();
    const key = drawSigningKey();
    const request = { factory: ground.factory, sealingKeys, keys: [key], roots: oldRoots(key) };
    await expect(importTuf(owner(), request)).rejects.toMatchObject({
      code: 'signing_keys_exist',
    });
  });

  test('the root of a first start gives way, since no device can have got it', async () => {
    const factory = 'fresh';
    await ensureTufKeys(owner(), { factory, sealingKeys });
    const key = drawSigningKey();
    const roots = oldRoots(key);
    await importTuf(owner(), { factory, sealingKeys, keys: [key], roots });
    expect((await chainOf(factory)).slice(0, 2).map(({ bytes }) => bytes)).toEqual(roots);
  });

  test.each<[string, (roots: Buffer[]) => Buffer[]]>([
    ['There is no root', () => []],
    ['version 1 is missing', (roots) => roots.slice(1)],
    ['demands', (roots) => [roots[0]!, oldRoots(drawSigningKey())[1]!]],
    ['cannot be read', (roots) => [...roots, Buffer.from('{}')]],
  ])('refuses roots that no device could walk: %s', async (words, change) => {
    const key = drawSigningKey();
    const roots = change(oldRoots(key));
    const request = { factory: 'refused', sealingKeys, keys: [key], roots };
    await expect(importTuf(owner(), request)).rejects.toThrow(words);
    expect(await chainOf('refused')).toEqual([]);
  });

  test('takes an RSA key of 2048 bits for what it is, however its PEM is wrapped', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = readPrivateKey(
      'RSA',
      privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    );
    const [first] = oldRoots(drawSigningKey());
    const { signed } = readMetadata('root', first!).envelope;
    const pem = `${key.body.keyval.public.trim()}\r\n`;
    const body = {
      ...signed,
      keys: { ...signed.keys, old: { keytype: 'rsa', keyval: { public: pem } } },
      roles: { ...signed.roles, root: { keyids: ['old'], threshold: 1 } },
    };
    const form = foreignForms(body)[0]!;
    const signatures = [signBytes(key, form, 'old')];
    const roots = [Buffer.from(JSON.stringify({ signatures, signed: body }))];
    const request = { factory: 'rsa', sealingKeys, keys: [key], roots };
    expect(await importTuf(owner(), request)).toBe(2);
    const [, next] = await chainOf('rsa');
    expect(next!.envelope.signatures.map(({ keyid, method }) => [keyid, method])).toContainEqual([
      'old',
      'rsassa-pss-sha256',
    ]);
  });

  test('refuses keys among which the one of the last root is missing', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const pem = rsa.export({ type: 'pkcs1', format: 'pem' }).toString();
    const keys = [drawSigningKey(), readPrivateKey('RSA', pem)];
    const request = { factory: 'refused', sealingKeys, keys, roots: oldRoots(drawSigningKey()) };
    await expect(importTuf(owner(), request)).rejects.toThrow('None of the keys');
  });
});

test('with every key replaced what was signed is signed again, and devices can walk on from any root', async () => {
  const id = await ground.addUpdate();
  const before = await ground.read(id);
  const { factory } = ground;
  const version = await rotateRoot(ground.ctx(), { factory, sealingKeys, replacesEveryKey: true });
  const after = await ground.read(id);
  expect(after.root.version).toBe(version);
  for (const role of ['targets', 'snapshot', 'timestamp'] as const) {
    expect(after[role].version).toBeGreaterThan(before[role].version);
    const signers = after[role].envelope.signatures.map(({ keyid }) => keyid);
    expect(signers).toEqual(after.root.envelope.signed.roles[role].keyids);
    expect(signers).not.toEqual(before.root.envelope.signed.roles[role].keyids);
  }
  expect(walkRoots(await chainOf(factory)).version).toBe(version);
  expect(await actionsOf(factory)).toContain('root.rotated');
});

test('a factory without keys has no root to rotate', async () => {
  await expect(
    rotateRoot(ground.ctx(), { factory: 'nobody', sealingKeys, replacesEveryKey: false }),
  ).rejects.toMatchObject({ code: 'signing_keys_missing' });
});
