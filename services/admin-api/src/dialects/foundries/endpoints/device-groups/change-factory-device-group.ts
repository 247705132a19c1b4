/** PATCH /ota/factories/{factory}/device-groups/{group}/. */
import { changeDeviceGroup, getDeviceGroup } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import {
  DeviceGroupChangeSchema,
  DeviceGroupParamsSchema,
  DeviceGroupSchema,
} from '../../schemas-device-groups.ts';
import { toDeviceGroupBody } from '../../translate-devices.ts';

/** Renames a group of devices, or describes it otherwise. */
export const changeFactoryDeviceGroupEndpoint = defineEndpoint({
  operationId: 'changeFactoryDeviceGroup',
  method: 'PATCH',
  path: '/factories/{factory}/device-groups/{group}/',
  summary: 'Rename or describe a group of devices',
  description:
    'Its devices and its configuration go with it. A name that roles, tokens or open rollouts are limited to stays as it is.',
  tag: 'Device groups',
  access: { scopes: ['devices:read-update'], byGroup: true },
  request: { params: DeviceGroupParamsSchema, body: DeviceGroupChangeSchema },
  responses: { 200: { description: 'The group as it is now.', schema: DeviceGroupSchema } },
  faults: [
    'factory_not_found',
    'group_not_found',
    'device_group_exists',
    'device_group_in_use',
    'scope_not_held',
    'committed_unconfirmed',
  ],
  async handle(ctx: FoundriesContext, { params, body }) {
    requireFactory(ctx, params.factory);
    const { name: newName, description } = body;
    await changeDeviceGroup(ctx, { name: params.group, newName, description });
    const group = await getDeviceGroup(ctx, newName ?? params.group);
    return { status: 200, body: toDeviceGroupBody(group) };
  },
});
