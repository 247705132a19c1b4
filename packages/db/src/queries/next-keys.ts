/** Statements about the key that a device will have next. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** A key that a device announces, judged under one of its generations. */
export interface AnnouncedKey {
  readonly uuid: string;
  readonly generation: number;
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Buffer;
  /** Null outside of a request. */
  readonly address: string | null;
}

/**
 * `live`, `next`: it is that already, and nothing was written. `device_changed`: the device is denied, gone, or of another
 * generation. `purged`: the key has a tombstone; `retired`: the device had, or announced, it before; `taken`: another
 * device has or announced it; `exhausted`: too many within a day.
 */
export type AnnouncementOutcome =
  'announced' | 'live' | 'next' | 'device_changed' | 'purged' | 'retired' | 'taken' | 'exhausted';

/**
 * Makes a key the one next key of its device, with the audit record of it; one that was announced before
 * is retired. The device of that generation is locked until the commit.
 */
export const insertNextKey = async (trx: Trx, key: AnnouncedKey): Promise<AnnouncementOutcome> => {
  const { uuid, generation, spki, address } = key;
  const { rows } = await sql<{ outcome: AnnouncementOutcome }>`
    select announce_next_key(${uuid}::uuid, ${generation}::bigint, ${spki}::bytea, ${address}::text) as outcome`.execute(
    trx,
  );
  return rows[0]!.outcome;
};

/** A next key that a connection shows, under a CA of that id. */
export interface PresentedNextKey {
  readonly uuid: string;
  readonly deviceCaId: string;
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Buffer;
  readonly address: string;
}

/**
 * Makes the next key of a device its only live one: all or nothing, in a transaction of its own. The key that was live is
 * retired and the device has a new generation; there is an audit record, and gateways are told. False, with nothing
 * changed, for a key that is not the next one, a denied device, a purged key, and a CA that is retired or of another
 * factory. Rejects when the device is locked by somebody else for a second.
 */
export const updateNextKeyAsLive = async (db: Db, key: PresentedNextKey): Promise<boolean> => {
  const { uuid, deviceCaId, spki, address } = key;
  const { rows } = await sql<{ isDone: boolean }>`
    select rotate_to_next_key(${uuid}::uuid, ${deviceCaId}::uuid, ${spki}::bytea, ${address}::text) as "isDone"`.execute(
    db,
  );
  return rows[0]?.isDone === true;
};
