/**
 * Audit records of what changes outside of the database. What somebody is about to change is written down before it is let
 * through; the record takes its place afterwards. What has no record when a process was killed in between is settled by
 * looking at what is there.
 */
import { randomUUID } from 'node:crypto';
import {
  type AuditIntentChange,
  type AuditIntentPlace,
  type AuditIntentRow,
  deleteAuditIntents,
  deleteAuditIntentsOfOperation,
  findAuditIntentByPlace,
  insertAuditIntents,
  inTransaction,
  listAuditIntentPlaces,
  listAuditIntentsByPlace,
  lockAuditIntents,
  type Trx,
  updateAuditIntentsAsOvertaken,
} from '@moorgate/db';
import type { Context } from '../context.ts';
import {
  type AuditRecord,
  actorOf,
  recordAudits,
  recordAuditsOf,
  type RecordingContext,
} from './record-audit.ts';

/** A change that is about to be made, or was. */
export type IntendedChange = AuditIntentChange;

/** A push or a request that may change something from now on. */
export interface AuditIntent extends AuditIntentPlace {
  readonly operation: string;
  readonly changes: readonly IntendedChange[];
}

/** What a change is called in its record. */
export type RecordOf = (change: IntendedChange) => AuditRecord;

/** How what has no record is settled. */
export interface Settlement extends AuditIntentPlace {
  readonly recordOf: RecordOf;
  /** What each of these is now; what it answers nothing for, or null, is not there. Null where nobody can tell any more. */
  look(items: readonly string[]): Promise<ReadonlyMap<string, string | null> | null>;
  /** Follows in the same transaction from what turned out to be made. */
  onSettled?(trx: Trx, changes: readonly IntendedChange[]): Promise<void>;
}

/** What was let through, and has changed nothing by then, changes nothing any more: whoever was to do it is long gone. */
const settledMs = 600_000;

/**
 * Writes down, in the name of `ctx`, what is about to change; on the disk when it resolves. `before` has to be what is there
 * now: what is not there is not changed.
 */
export const intendChanges = (
  ctx: Context,
  changes: Omit<AuditIntent, 'operation'>,
): Promise<AuditIntent> => inTransaction(ctx.db, (trx) => insertIntent(trx, ctx, changes));

/** As `intendChanges`, in the transaction of what is recorded beside it. */
export const insertIntent = async (
  trx: Trx,
  ctx: Context,
  { kind, place, changes }: Omit<AuditIntent, 'operation'>,
): Promise<AuditIntent> => {
  const intent = { operation: randomUUID(), kind, place, changes };
  await insertAuditIntents(trx, {
    ...intent,
    begunAt: ctx.clock.now(),
    ...actorOf(ctx.principal),
    address: ctx.address,
    requestId: ctx.requestId,
  });
  return intent;
};

const keyOf = ({ item, before, after }: IntendedChange): string =>
  JSON.stringify([item, before, after]);

/**
 * Ends an operation in the transaction of whatever follows from it: records what was made of it, but for what somebody else
 * has recorded meanwhile, and forgets the rest.
 */
export const completeIntent = async (
  trx: Trx,
  ctx: RecordingContext,
  {
    intent,
    made,
    recordOf,
  }: {
    readonly intent: AuditIntent;
    readonly made: readonly IntendedChange[];
    readonly recordOf: RecordOf;
  },
): Promise<void> => {
  await lockAuditIntents(trx, intent);
  const left = new Set((await deleteAuditIntentsOfOperation(trx, intent.operation)).map(keyOf));
  const intended = new Set(intent.changes.map(keyOf));
  const unrecorded = made.filter((change) => {
    const key = keyOf(change);
    return left.has(key) || !intended.has(key);
  });
  await recordAudits(trx, ctx, unrecorded.map(recordOf));
  await updateAuditIntentsAsOvertaken(trx, intent, unrecorded);
};

/**
 * Which changes led to what is there now, by going back from it: the one that ends there, the one that ends where that began,
 * and so on. Of two that are the same the later one was let through when the earlier one had not been made.
 */
const findMade = (
  rows: readonly AuditIntentRow[],
  present: ReadonlyMap<string, string | null>,
): AuditIntentRow[] => {
  const open = new Set(rows.filter(({ is_overtaken: isOvertaken }) => !isOvertaken).toReversed());
  return [...new Set(rows.map(({ item }) => item))].flatMap((item) => {
    const made: AuditIntentRow[] = [];
    let value = present.get(item) ?? null;
    for (;;) {
      const last = [...open].find(
        (row) => row.item === item && row.after === value && row.before !== value,
      );
      if (last === undefined) return made.reverse();
      open.delete(last);
      made.push(last);
      value = last.before;
    }
  });
};

const record = async (trx: Trx, row: AuditIntentRow, recordOf: RecordOf): Promise<void> => {
  const { actor_kind: actorKind, actor_id: actorId, actor_name: actorName } = row;
  const author = {
    at: row.begun_at,
    ...{ actorKind, actorId, actorName },
    address: row.address,
    requestId: row.request_id,
  };
  await recordAuditsOf(trx, author, [recordOf(row)]);
};

/**
 * Records what has changed at a place without a record, in the name of those who did it and at the time at which they began,
 * and forgets what has not changed for so long that it never will. Nothing is recorded twice, whoever settles at once, and
 * whether or not the operation is still under way. Answers what it recorded.
 */
export const settleIntents = async (
  ctx: Pick<Context, 'db' | 'clock'>,
  settlement: Settlement,
): Promise<IntendedChange[]> => {
  const { recordOf, look, onSettled } = settlement;
  if ((await findAuditIntentByPlace(ctx.db, settlement)) === undefined) return [];
  const asked = await listAuditIntentsByPlace(ctx.db, settlement);
  const askedIds = new Set(asked.map(({ id }) => id));
  const present = await look([...new Set(asked.map(({ item }) => item))]);
  return inTransaction(ctx.db, async (trx) => {
    await lockAuditIntents(trx, settlement);
    // What was written down after the look cannot be what was seen; it has its time yet.
    const rows = (await listAuditIntentsByPlace(trx, settlement)).filter(({ id }) =>
      askedIds.has(id),
    );
    const made = present === null ? [] : findMade(rows, present);
    for (const row of made) await record(trx, row, recordOf);
    const oldMs = ctx.clock.now().getTime() - settledMs;
    const over = rows.filter((row) => made.includes(row) || row.begun_at.getTime() < oldMs);
    await deleteAuditIntents(
      trx,
      over.map(({ id }) => id),
    );
    await updateAuditIntentsAsOvertaken(trx, settlement, made);
    if (made.length > 0) await onSettled?.(trx, made);
    return made;
  });
};

/** The places at which something is under way, or to be settled. */
export const listUnsettledPlaces = (
  { db }: Pick<Context, 'db'>,
  kind: AuditIntentPlace['kind'],
): Promise<string[]> => listAuditIntentPlaces(db, kind);
