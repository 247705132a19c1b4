/** PATCH /ota/devices/{device}/. */
import { assignGroup, changeOwner, patchLabels } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import type { FoundriesContext } from '../../context.ts';
import { DeviceChangeSchema, DeviceSchema } from '../../schemas-devices.ts';
import { DeviceParamsSchema, DeviceQuerySchema } from '../../schemas.ts';
import { describeDevice } from './describe-device.ts';
import { deviceFaults, deviceOf } from './device-of.ts';

/** Renames a device, gives it to somebody else, or puts it into a group. */
export const changeFactoryDeviceEndpoint = defineEndpoint({
  operationId: 'changeFactoryDevice',
  method: 'PATCH',
  path: '/devices/{device}/',
  summary: 'Rename a device, or change its owner or its group',
  tag: 'Devices',
  access: { scopes: ['devices:read-update'], byGroup: true },
  request: { params: DeviceParamsSchema, query: DeviceQuerySchema, body: DeviceChangeSchema },
  responses: { 200: { description: 'The device as it is now.', schema: DeviceSchema } },
  faults: [
    ...deviceFaults,
    'device_name_taken',
    'group_not_found',
    'scope_not_held',
    'user_not_found',
  ],
  async handle(ctx: FoundriesContext, input) {
    const uuid = await deviceOf(ctx, input);
    const { name, owner, group } = input.body;
    if (name !== undefined) await patchLabels(ctx, { uuid, upserts: { name }, deletes: [] });
    if (owner !== undefined) await changeOwner(ctx, { uuid, owner });
    if (group !== undefined) await assignGroup(ctx, { uuid, group: group === '' ? null : group });
    return { status: 200, body: await describeDevice(ctx, uuid) };
  },
});
