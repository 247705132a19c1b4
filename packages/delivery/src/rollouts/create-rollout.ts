/** Asking for a rollout. */
import { randomUUID } from 'node:crypto';
import { type Context, holdsFor, principalName, recordAudit } from '@moorgate/auth';
import {
  findRolloutById,
  insertRollout,
  insertRolloutUuids,
  inTransaction,
  listDevicesRefusingRollout,
  lockSharedUpdateByKey,
  type Trx,
} from '@moorgate/db';
import { groupLimitOf, labelRules } from '@moorgate/devices';
import { fault, type Issue } from '@moorgate/errors';
import { throwRefused } from '../tuf/require-assignable.ts';
import {
  auditIdOfRollout,
  requireRolloutName,
  type RolloutName,
  type RolloutServices,
} from './rollout.ts';

/** The devices that are to get the update: those that it names, and those of the groups that it names. */
export interface RolloutRequest extends RolloutName {
  readonly uuids: readonly string[];
  readonly groups: readonly string[];
}

const scope = 'updates:read-update';
const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const groupPattern = new RegExp(labelRules.namePattern);
/** More than these say nothing more. */
const issuesMax = 20;

const issuesIn = (
  texts: readonly string[],
  { field, pattern }: { readonly field: string; readonly pattern: RegExp },
): Issue[] =>
  texts.flatMap((text, index) =>
    pattern.test(text)
      ? []
      : [{ pointer: `/${field}/${index}`, message: `must match ${pattern.source}` }],
  );

/** Throws `invalid_request` where nothing is named, or something that no device and no group can be called. */
const requireSelection = ({ uuids, groups }: RolloutRequest): void => {
  if (uuids.length === 0 && groups.length === 0)
    throw fault('invalid_request', { detail: 'Either uuids or groups must be set' });
  const issues = [
    ...issuesIn(uuids, { field: 'uuids', pattern: uuidPattern }),
    ...issuesIn(groups, { field: 'groups', pattern: groupPattern }),
  ];
  if (issues.length > 0) throw fault('invalid_request', { issues: issues.slice(0, issuesMax) });
};

const insert = async (
  trx: Trx,
  ctx: Context,
  { factory, ...request }: RolloutRequest & RolloutServices,
): Promise<void> => {
  const { tag, update, rollout: name } = request;
  const updateId = await lockSharedUpdateByKey(trx, { factory, tag, name: update });
  if (updateId === undefined)
    throw fault('update_not_found', { detail: 'Update with this name does not exist' });
  const id = randomUUID();
  const isNew = await insertRollout(trx, {
    id,
    update_id: updateId,
    name,
    group_names: [...new Set(request.groups)].sort(),
    author_groups: groupLimitOf(ctx, scope),
    created_at: ctx.clock.now(),
    created_by: principalName(ctx.principal),
  });
  if (!isNew) throw fault('rollout_exists');
  await insertRolloutUuids(trx, id, request.uuids);
  const rollout = await findRolloutById(trx, id);
  throwRefused(await listDevicesRefusingRollout(trx, rollout!));
};

/**
 * Asks for an update to be given to devices: it is when `advanceRollouts` has committed the rollout, and from then on to
 * devices that come to fit it, until it is closed. A device fits a rollout that names it or its group while it reports the
 * tag of the update, unless it is denied, or in no group that the author holds `updates:read-update` for. A device that is
 * named need not exist yet.
 * Faults: update_name_invalid, rollout_name_invalid; invalid_request; group_not_found, for a group that the scope is not held
 * for; update_not_found; rollout_exists, of two that ask at once for one of them; metadata_not_acceptable, where a device
 * would refuse the update.
 */
export const createRollout = async (
  ctx: Context,
  { factory }: RolloutServices,
  request: RolloutRequest,
): Promise<void> => {
  requireRolloutName(request);
  requireSelection(request);
  if (!request.groups.every((group) => holdsFor(ctx.principal, scope, group)))
    throw fault('group_not_found');
  await inTransaction(ctx.db, async (trx) => {
    await insert(trx, ctx, { ...request, factory });
    const { uuids, groups } = request;
    await recordAudit(trx, ctx, {
      action: 'rollout.created',
      targetKind: 'rollout',
      targetId: auditIdOfRollout(request),
      after: { uuids: uuids.slice(0, uuidsRecordedMax), uuidCount: uuids.length, groups },
    });
  });
};

/** Of a rollout that names more devices, the record has these; all of them are with the rollout. */
const uuidsRecordedMax = 100;
