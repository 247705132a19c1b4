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

/** The keys of a factory; null where it has none. Throws when they cannot be opened. */
export const findKeyring = async (
  db: Db,
  services: Pick<TufServices, 'sealingKeys'>,
  factory: string,
): Promise<RoleKeyring | null> => {
  const rows = await listTufKeysByFactory(db, factory);
  if (rows.length < roles.length) return null;
  const keys = rows.map((row) => [row.role, open(services, factory, row)]);
  return Object.fromEntries(keys) as RoleKeyring;
};

/** As `findKeyring`. Throws `signing_keys_missing` where there are none. */
export const requireKeyring = async (
  db: Db,
  services: Pick<TufServices, 'sealingKeys'>,
  factory: string,
): Promise<RoleKeyring> => {
  const keyring = await findKeyring(db, services, factory);
  if (keyring === null) throw fault('signing_keys_missing', { detail: missing(factory) });
  return keyring;
};

const missing = (factory: string): string =>
  `The factory ${factory} has no keys to sign metadata with.`;

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
