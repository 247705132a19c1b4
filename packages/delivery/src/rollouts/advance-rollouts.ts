/** What assigns devices: rollouts that were asked for, and devices that come to fit one that is open. */
import { type Context, recordAudit, withDb } from '@moorgate/auth';
import {
  appendChange,
  type Assignment,
  countRolloutDevices,
  countRolloutWork,
  deleteRolloutCandidates,
  findRolloutById,
  inTransaction,
  listOpenRolloutMatches,
  listPendingRollouts,
  listRolloutCandidates,
  lockRolloutTurn,
  lockSharedUpdateByKey,
  type OpenRolloutMatch,
  type RolloutCandidateRow,
  type RolloutRow,
  type RolloutSlice,
  type Trx,
  updateDevicesAsAssigned,
  updateRolloutAsCommitted,
} from '@moorgate/db';
import type { TufServices } from '../tuf/keys/keyring.ts';
import { resignUpdate } from '../tuf/sign-update.ts';
import { auditIdOfRollout, rolloutNameOf } from './rollout.ts';

/** Whoever assigns. */
export type AdvanceServices = TufServices & Pick<Context, 'db' | 'confirmations' | 'log'>;

/** What one round did. */
export interface AdvanceRound {
  /** Rollouts committed. */
  readonly committed: number;
  /** Devices assigned, at first or later. */
  readonly assigned: number;
  /** Rollouts that could not assign devices, which the next round tries again. */
  readonly failed: number;
}

/** So many devices that came to fit a rollout are looked at in one go. */
const candidatesMax = 1_000;
/**
 * So many devices of a rollout are assigned in one transaction: whoever denies one of them meanwhile waits for it, which is a
 * fraction of a second.
 */
const sliceMax = 1_000;
/** More devices than these are announced as many: every held row is read again, which costs a fleet something. */
const announcedMax = 20;

const contextOf = (services: AdvanceServices, trx: Trx): Context =>
  withDb(
    {
      ...services,
      principal: { kind: 'system', name: 'rollouts' },
      requestId: null,
      address: null,
    },
    trx,
  );

/**
 * Signs the update again, so that no device takes it for an older one, and gives it to the devices; an update that is being
 * deleted is given to nobody.
 */
const assign = async (
  trx: Trx,
  services: AdvanceServices,
  {
    rollout,
    among,
  }: { readonly rollout: RolloutRow; readonly among: readonly string[] | RolloutSlice },
): Promise<Assignment> => {
  const { factory, tag, update_name: name } = rollout;
  if ((await lockSharedUpdateByKey(trx, { factory, tag, name })) === undefined) return nobody;
  await resignUpdate(trx, services, rollout.update_id);
  const options = { at: services.clock.now(), among, uuidsMax: announcedMax };
  return updateDevicesAsAssigned(trx, rollout, options);
};

const nobody: Assignment = { count: 0, uuids: [], last: null };

const announce = async (trx: Trx, { count, uuids }: Assignment): Promise<void> => {
  if (count > uuids.length) await appendChange(trx, { kind: 'devices' });
  else for (const deviceUuid of uuids) await appendChange(trx, { kind: 'device', deviceUuid });
};

/** Commits a slice of a rollout that waits; null where somebody else has finished it, or it is gone. */
const commitSlice = (
  services: AdvanceServices,
  id: string,
  after: string | null,
): Promise<Assignment | null> =>
  inTransaction(services.db, async (trx) => {
    await lockRolloutTurn(trx);
    const rollout = await findRolloutById(trx, id);
    if (rollout === undefined || rollout.committed_at !== null) return null;
    const among = { after, limit: sliceMax };
    const assigned =
      rollout.closed_at === null ? await assign(trx, services, { rollout, among }) : nobody;
    if (assigned.last === null) {
      await updateRolloutAsCommitted(trx, id, services.clock.now());
      const { effective } = await countRolloutDevices(trx, id, null);
      await recordAudit(trx, contextOf(services, trx), {
        action: 'rollout.committed',
        targetKind: 'rollout',
        targetId: auditIdOfRollout(rolloutNameOf(rollout)),
        after: { devices: effective },
      });
    }
    await announce(trx, assigned);
    return assigned;
  });

/** Commits a rollout that waits, slice by slice. One that is closed takes no further devices. Answers how many it took here. */
const commitRollout = async (services: AdvanceServices, id: string): Promise<number | null> => {
  let after: string | null = null;
  let count = 0;
  for (;;) {
    const assigned: Assignment | null = await commitSlice(services, id, after);
    if (assigned === null) return null;
    count += assigned.count;
    after = assigned.last;
    if (after === null) return count;
  }
};

/** Gives the update of a rollout to those of the devices that still fit it; of one that waits, their slice may have passed. */
const includeDevices = (
  services: AdvanceServices,
  { rolloutId, uuids }: OpenRolloutMatch,
): Promise<number> =>
  inTransaction(services.db, async (trx) => {
    await lockRolloutTurn(trx);
    const rollout = await findRolloutById(trx, rolloutId);
    if (rollout === undefined || rollout.closed_at !== null) return 0;
    const assigned = await assign(trx, services, { rollout, among: uuids });
    await announce(trx, assigned);
    return assigned.count;
  });

interface Tally {
  committed: number;
  assigned: number;
  failed: number;
}

const attempt = async <T>(
  { log }: AdvanceServices,
  { tally, rolloutId }: { readonly tally: Tally; readonly rolloutId: string },
  work: () => Promise<T>,
): Promise<T | undefined> => {
  try {
    return await work();
  } catch (error) {
    tally.failed += 1;
    log.error({ err: error, rolloutId }, 'a rollout could not assign devices');
    return undefined;
  }
};

const commitPending = async (services: AdvanceServices, tally: Tally): Promise<void> => {
  const tried: string[] = [];
  for (;;) {
    const [next] = await listPendingRollouts(services.db, { without: tried, limit: 1 });
    if (next === undefined) return;
    tried.push(next.id);
    const of = { tally, rolloutId: next.id };
    const count = await attempt(services, of, () => commitRollout(services, next.id));
    if (count == null) continue;
    tally.committed += 1;
    tally.assigned += count;
  }
};

/** Answers the candidates that are done with: all but those whose rollout failed. */
const includeCandidates = async (
  services: AdvanceServices,
  tally: Tally,
  candidates: readonly RolloutCandidateRow[],
): Promise<RolloutCandidateRow[]> => {
  const uuids = [...new Set(candidates.map(({ candidate }) => candidate))];
  const failed = new Set<string>();
  for (const match of await listOpenRolloutMatches(services.db, uuids)) {
    const of = { tally, rolloutId: match.rolloutId };
    const count = await attempt(services, of, () => includeDevices(services, match));
    if (count === undefined) for (const uuid of match.uuids) failed.add(uuid);
    else tally.assigned += count;
  }
  return candidates.filter(({ candidate }) => !failed.has(candidate));
};

const includeLater = async (services: AdvanceServices, tally: Tally): Promise<void> => {
  let after = 0;
  for (;;) {
    const page = { after, limit: candidatesMax };
    const candidates = await listRolloutCandidates(services.db, page);
    const last = candidates.at(-1);
    if (last === undefined) return;
    const done = await includeCandidates(services, tally, candidates);
    await deleteRolloutCandidates(
      services.db,
      done.map(({ id }) => id),
    );
    after = last.id;
  }
};

/**
 * Commits the rollouts that wait, in the order in which they were asked for, and gives the updates of open rollouts to the
 * devices that came into another group or reported another tag since; of these the store has a list, and nothing else is
 * read. A rollout is committed in slices, each a transaction of its own: its devices, the metadata signed again and the word to
 * the gateways; with the last one the rollout is committed, and recorded. Several instances may do it at once; what an instance
 * did not finish the next one does, and finds those that have the update by then.
 */
export const advanceRollouts = async (services: AdvanceServices): Promise<AdvanceRound> => {
  const tally: Tally = { committed: 0, assigned: 0, failed: 0 };
  if ((await countRolloutWork(services.db)) === 0) return tally;
  await commitPending(services, tally);
  await includeLater(services, tally);
  return tally;
};
