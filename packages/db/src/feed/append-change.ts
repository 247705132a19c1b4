/** Writing to the feed of changes that gateways follow. */
import { sql } from 'kysely';
import type { ChangeKind, Trx } from '../database.ts';

/**
 * One row of the feed: which device, token or user changed, or that whatever is held of CAs, or of people and their rights,
 * must be read again. `devices` is a change of many devices at once that takes nothing from any of them, a new assignment
 * or configuration: what is held of each is read again when it is next used.
 */
export type Change =
  | { readonly kind: 'device'; readonly deviceUuid: string }
  | { readonly kind: 'token'; readonly tokenId: string }
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: Exclude<ChangeKind, 'device' | 'token' | 'user'> };

const subjectOf = (change: Change): string | null => {
  if (change.kind === 'token') return change.tokenId;
  return change.kind === 'user' ? change.userId : null;
};

/** The channel that `NOTIFY` wakes; its payload is the sequence, but the table is the truth. */
export const changeChannel = 'moorgate_changes';

/**
 * Appends, on the rights of a gateway, that a device changed something of its own. As `appendChange`, the last statement of
 * its transaction.
 */
export const appendDeviceChange = async (trx: Trx, uuid: string): Promise<void> => {
  await sql`select append_device_change(${uuid}::uuid)`.execute(trx);
};

/**
 * Appends a change and returns its sequence number. It must be the last statement of its transaction: it locks the
 * counter until the commit, which is what puts numbers and commits into one order.
 */
export const appendChange = async (trx: Trx, change: Change): Promise<number> => {
  const uuid = change.kind === 'device' ? change.deviceUuid : null;
  const { rows } = await sql<{ sequence: number }>`
    select append_change(${change.kind}, ${uuid}::uuid, ${subjectOf(change)}::text) as sequence`.execute(
    trx,
  );
  return rows[0]!.sequence;
};
