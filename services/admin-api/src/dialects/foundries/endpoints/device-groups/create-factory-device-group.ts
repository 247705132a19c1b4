/** POST /ota/factories/{factory}/device-groups/. */
import { createDeviceGroup } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { DeviceGroupSchema, NewDeviceGroupSchema } from '../../schemas-device-groups.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { toDeviceGroupBody } from '../../translate-devices.ts';

/** Makes a group of devices. */
export const createFactoryDeviceGroupEndpoint = defineEndpoint({
  operationId: 'createFactoryDeviceGroup',
  method: 'POST',
  path: '/factories/{factory}/device-groups/',
  summary: 'Make a group of devices',
  tag: 'Device groups',
  access: { scopes: ['devices:read-update'], byGroup: true },
  request: { params: FactoryParamsSchema, body: NewDeviceGroupSchema },
  responses: { 201: { description: 'The group.', schema: DeviceGroupSchema } },
  faults: ['factory_not_found', 'device_group_exists', 'scope_not_held'],
  async handle(ctx: FoundriesContext, { params, body }) {
    requireFactory(ctx, params.factory);
    const { name, description = '' } = body;
    const group = await createDeviceGroup(ctx, { name, description });
    return { status: 201, body: toDeviceGroupBody(group) };
  },
});
