/** A rollout to every device that reports the tag of an update, asked for by the installation itself. */
import { randomUUID } from 'node:crypto';
import { type Context, principalName, recordAudit } from '@moorgate/auth';
import {
  countRolloutsToAll,
  insertRollout,
  listRolloutsToAll,
  lockRolloutTurn,
  type Trx,
  updateRolloutAsClosed,
} from '@moorgate/db';
import type { UpdateName } from '../updates/update.ts';
import { auditIdOfRollout } from './rollout.ts';

/** An update of a tag. */
export interface TaggedUpdate extends UpdateName {
  readonly id: string;
}

const firstName = 'follow-tag';

/**
 * Asks for an update to be given to every device that reports its tag, now or later, in the transaction of whoever asks;
 * devices that would refuse its metadata are left out. Answers the name of the rollout.
 */
export const rollOutToAll = async (
  trx: Trx,
  ctx: Context,
  { id: update_id, tag, name: update }: TaggedUpdate,
): Promise<string> => {
  const count = await countRolloutsToAll(trx, update_id);
  const name = count === 0 ? firstName : `${firstName}-${String(count + 1)}`;
  await insertRollout(trx, {
    id: randomUUID(),
    update_id,
    name,
    group_names: [],
    author_groups: null,
    takes_all: true,
    created_at: ctx.clock.now(),
    created_by: principalName(ctx.principal),
  });
  await recordAudit(trx, ctx, {
    action: 'rollout.created',
    targetKind: 'rollout',
    targetId: auditIdOfRollout({ tag, update, rollout: name }),
    after: { takesAll: true },
  });
  return name;
};

/** Whether an update is being given to every device that reports its tag. */
export const hasRolloutToAll = async (trx: Trx, updateId: string): Promise<boolean> =>
  (await listRolloutsToAll(trx, updateId)).length > 0;

/**
 * Closes what `rollOutToAll` asked for: the update is given to no more devices, and those that have it keep it. To be called
 * first in its transaction.
 */
export const closeRolloutsToAll = async (
  trx: Trx,
  ctx: Context,
  { id, tag, name: update }: TaggedUpdate,
): Promise<void> => {
  await lockRolloutTurn(trx);
  for (const { id: rolloutId, name: rollout } of await listRolloutsToAll(trx, id)) {
    const closing = { closed_at: ctx.clock.now(), closed_by: principalName(ctx.principal) };
    if (!(await updateRolloutAsClosed(trx, rolloutId, closing))) continue;
    await recordAudit(trx, ctx, {
      action: 'rollout.closed',
      targetKind: 'rollout',
      targetId: auditIdOfRollout({ tag, update, rollout }),
    });
  }
};
