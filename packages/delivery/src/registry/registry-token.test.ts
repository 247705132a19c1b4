import { randomBytes, randomUUID } from 'node:crypto';
import type { TrustedCa, TrustList } from '@moorgate/auth';
import { drawRegistryKeys, type RegistryKeys } from './registry-keys.ts';
import { mintRegistryToken, readRegistryToken, type TokenHolder } from './registry-token.ts';

const keys = drawRegistryKeys();
const nowMs = Date.parse('2026-03-01T12:00:00Z');
const deviceCaId = randomUUID();

/** As much of a list as a token is read under. */
const trustWith = (ca: Partial<TrustedCa> | null): TrustList => {
  const byId = new Map(
    ca === null ? [] : [[deviceCaId, { factory: 'acme', isRetired: false, ...ca } as TrustedCa]],
  );
  return { generation: 1, cas: [...byId.values()], byId, bySubject: new Map(), unreadable: [] };
};
const trust = trustWith({});

const holder = (): TokenHolder => ({
  deviceUuid: randomUUID(),
  generation: 4_294_967_297,
  spkiSha256: randomBytes(32),
  deviceCaId,
  factory: 'acme',
  expiresAtMs: nowMs + 60_000,
});
const read = (
  text: string,
  changes: { trust?: TrustList; nowMs?: number; keys?: RegistryKeys } = {},
) => readRegistryToken(changes.keys ?? keys, text, { trust, nowMs, ...changes });

test('a token says under which verdict it was given', () => {
  const given = holder();
  const text = mintRegistryToken(keys, given);
  expect(text).toMatch(/^[A-Za-z0-9_-]{148}$/);
  const { deviceUuid, generation, spkiSha256 } = given;
  expect(read(text)).toEqual({ deviceUuid, generation, spkiSha256 });
});

test('a token with any bit changed, cut off or added is none', () => {
  const text = mintRegistryToken(keys, holder());
  const bytes = Buffer.from(text, 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(read(changed.toString('base64url'))).toBeNull();
  }
  for (const other of ['', text.slice(1), `${text}A`, `${text}=`, ` ${text}`, 'x'.repeat(148)])
    expect(read(other)).toBeNull();
});

test('a token ends at its time', () => {
  const text = mintRegistryToken(keys, holder());
  expect(read(text, { nowMs: nowMs + 59_999 })).not.toBeNull();
  expect(read(text, { nowMs: nowMs + 60_000 })).toBeNull();
});

test('a token ends with its CA: when it is gone, retired, or bound to another factory', () => {
  const text = mintRegistryToken(keys, holder());
  for (const ca of [null, { isRetired: true }, { factory: 'other' }])
    expect(read(text, { trust: trustWith(ca) })).toBeNull();
});

test('tokens of older versions of the key are read as long as these are there', () => {
  const text = mintRegistryToken(keys, holder());
  const second = drawRegistryKeys().keys.get(1)!;
  const both = { currentVersion: 2, keys: new Map([...keys.keys, [2, second]]) };
  const newer = mintRegistryToken(both, holder());
  expect([read(text, { keys: both }), read(newer, { keys: both })]).not.toContain(null);
  expect(read(newer)).toBeNull();
  const onlyNew = { currentVersion: 2, keys: new Map([[2, second]]) };
  expect(read(text, { keys: onlyNew })).toBeNull();
});
