/** Starting an action on a device. */
import { randomUUID } from 'node:crypto';
import { commitChange, type Context, principalName, recordAudit } from '@moorgate/auth';
import { changeLayer } from '@moorgate/configurations';
import { type ConfigurationFiles, insertDeviceAction } from '@moorgate/db';
import { parseUuid } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import type { DeviceAction } from './device-action.ts';
import { isCapturable, offeredActions, withAction } from './offered-actions.ts';

/** What is asked of a device. */
export interface ActionRequest {
  readonly deviceUuid: string;
  readonly name: string;
  /** Whether the device is to report what it printed, and the files that it left. */
  readonly isCaptured: boolean;
}

/** Actions of a device that are remembered. */
const actionsKept = 100;

const requireCapturable = ({ name, isCaptured }: ActionRequest): void => {
  if (!isCaptured || isCapturable(name)) return;
  const message =
    'must be false: agents report actions with names of 4 to 16 characters of a-z, 0-9, - and _';
  throw fault('invalid_request', { issues: [{ pointer: '/body/capture', message }] });
};

/**
 * Asks a device for an action that it offers: a file of its own layer of configuration names the action and an id, which the
 * device sees when it asks for its configuration next. One that is captured is reported as the test of that id.
 * Faults: device_not_found; action_not_offered; invalid_request, for one that is to be captured and cannot be;
 * committed_unconfirmed.
 */
export const startAction = async (ctx: Context, request: ActionRequest): Promise<DeviceAction> => {
  const { name, isCaptured } = request;
  const uuid = parseUuid(request.deviceUuid, 'device_not_found');
  const id = randomUUID();
  const action = { id, name, isCaptured };
  const asked = { requestedAt: ctx.clock.now(), requestedBy: principalName(ctx.principal) };
  const filesFrom = (present: ConfigurationFiles): ConfigurationFiles => {
    if (!offeredActions(present).includes(name)) throw fault('action_not_offered');
    requireCapturable(request);
    return withAction(present, action);
  };
  await commitChange(ctx, async (trx, announce) => {
    const layer = { deviceUuid: uuid };
    const reason = `action ${name}`;
    const revision = await changeLayer(trx, ctx, { layer, announce, reason, filesFrom });
    const row = { ...action, ...asked, configurationRevision: revision };
    await insertDeviceAction(trx, uuid, { action: row, kept: actionsKept });
    await recordAudit(trx, ctx, {
      action: 'device.action_started',
      targetKind: 'device',
      targetId: uuid,
      after: { id, name, isCaptured },
    });
  });
  return { ...action, ...asked, state: 'pending' };
};
