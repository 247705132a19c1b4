/** Levels on applications. */
import {
  countApplicationOwners,
  deleteApplicationPermission,
  findApplicationByName,
  findApplicationLevelByUser,
  lockApplicationById,
  upsertApplicationPermission,
} from '@moorgate/db';
import type { LeveledKind, LevelHolder } from './leveled-kind.ts';

const pairOf = ({ id, userId }: LevelHolder) => ({ applicationId: Number(id), userId });

export const applicationLevels: LeveledKind = {
  kind: 'application',
  scope: 'applications:manage',
  refusals: { forbidden: 'application_forbidden', owner_last: 'application_owner_last' },
  find: async ({ db }, name) => {
    const row = await findApplicationByName(db, name);
    return row === undefined ? null : { id: String(row.id), name: row.name };
  },
  lock: async (trx, id) => (await lockApplicationById(trx, Number(id))) !== undefined,
  levelOf: (db, holder) => findApplicationLevelByUser(db, pairOf(holder)),
  countOwners: (trx, id) => countApplicationOwners(trx, Number(id)),
  give: (trx, holder, level) =>
    level === null
      ? deleteApplicationPermission(trx, pairOf(holder))
      : upsertApplicationPermission(trx, pairOf(holder), level),
  recordName: (name) => ({ name }),
};
