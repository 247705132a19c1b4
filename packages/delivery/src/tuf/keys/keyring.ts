/** The keys of a factory: sealed in the database with a key outside of it, so that a copy of the database signs nothing. */
import { openSecret, type SealedPlace, type SealingKeys, sealSecret } from '@moorgate/auth';
import {
  type Db,
  listTufKeysByFactory,
  type Trx,
  type TufKeyRow,
  upsertTufKeys,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Clock } from '@moorgate/observability';
import {
  drawSigningKey,
  type Role,
  type RoleKeyring,
  roles,
  seedOf,
  type SigningKey,
  signingKeyFromSeed,
  type UpdateKeyring,
  updateRoles,
} from '@moorgate/tuf';

/** What signing needs beside a transaction. */
export interface TufServices {
  readonly clock: Clock;
  readonly sealingKeys: SealingKeys;
}

const placeOf = (factory: string, role: Role): SealedPlace => ({
  table: 'tuf_keys',
  row: JSON.stringify([factory, role]),
});

/** A new key for each role. */
export const drawKeyring = (): RoleKeyring => ({
  root: drawSigningKey(),
  targets: drawSigningKey(),
  snapshot: drawSigningKey(),
  timestamp: drawSigningKey(),
});

const open = (
  services: Pick<TufServices, 'sealingKeys'>,
  factory: string,
  row: TufKeyRow,
): SigningKey => {
  const stored = { sealed: row.sealed_key, keyVersion: row.key_version };
  return signingKeyFromSeed(openSecret(services.sealingKeys, placeOf(factory, row.role), stored));
};

/** Opens no more than the keys that are wanted. */
const openKeys = async <R extends Role>(
  db: Db,
  { sealingKeys }: Pick<TufServices, 'sealingKeys'>,
  { factory, wanted }: { readonly factory: string; readonly wanted: readonly R[] },
): Promise<Readonly<Record<R, SigningKey>>> => {
  const rows = await listTufKeysByFactory(db, factory);
  const keys = wanted.map((role) => {
    const row = rows.find((one) => one.role === role);
    if (row !== undefined) return [role, open({ sealingKeys }, factory, row)] as const;
    const detail = `The factory ${factory} has no keys to sign metadata with.`;
    throw fault('signing_keys_missing', { detail });
  });
  return Object.fromEntries(keys) as Record<R, SigningKey>;
};

/** Every key of a factory. Throws `signing_keys_missing` where it has none, and an error when one cannot be opened. */
export const requireKeyring = (
  db: Db,
  services: Pick<TufServices, 'sealingKeys'>,
  factory: string,
): Promise<RoleKeyring> => openKeys(db, services, { factory, wanted: roles });

/** As `requireKeyring`, the keys that sign updates: that of the root stays sealed. */
export const requireUpdateKeys = (
  db: Db,
  services: Pick<TufServices, 'sealingKeys'>,
  factory: string,
): Promise<UpdateKeyring> => openKeys(db, services, { factory, wanted: updateRoles });

/** Seals and stores keys in the place of those that the factory had. */
export const storeKeyring = async (
  trx: Trx,
  services: TufServices,
  { factory, keyring }: { readonly factory: string; readonly keyring: RoleKeyring },
): Promise<void> => {
  const createdAt = services.clock.now();
  const rows = roles.map((role) => {
    const key = keyring[role];
    const { sealed, keyVersion } = sealSecret(
      services.sealingKeys,
      placeOf(factory, role),
      seedOf(key),
    );
    return {
      role,
      key_id: key.keyId,
      sealed_key: sealed,
      key_version: keyVersion,
      created_at: createdAt,
    };
  });
  await upsertTufKeys(trx, factory, rows);
};
