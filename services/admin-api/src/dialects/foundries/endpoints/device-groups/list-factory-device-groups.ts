/** GET /ota/factories/{factory}/device-groups/. */
import { listDeviceGroups } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { DeviceGroupListSchema } from '../../schemas-device-groups.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { toDeviceGroupBody } from '../../translate-devices.ts';

/** The groups of devices. */
export const listFactoryDeviceGroupsEndpoint = defineEndpoint({
  operationId: 'listFactoryDeviceGroups',
  method: 'GET',
  path: '/factories/{factory}/device-groups/',
  summary: 'List groups of devices',
  description: 'Those that somebody made, and those that have devices or a configuration.',
  tag: 'Device groups',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: FactoryParamsSchema },
  responses: { 200: { description: 'All of them, by name.', schema: DeviceGroupListSchema } },
  faults: ['factory_not_found'],
  async handle(ctx: FoundriesContext, { params }) {
    requireFactory(ctx, params.factory);
    const groups = await listDeviceGroups(ctx);
    return { status: 200, body: { groups: groups.map(toDeviceGroupBody) } };
  },
});
