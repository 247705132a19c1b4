/** DELETE /ota/factories/{factory}/device-groups/{group}/. */
import { deleteDeviceGroup } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { DeviceGroupParamsSchema } from '../../schemas-device-groups.ts';

/** Deletes a group that no device is in. */
export const deleteFactoryDeviceGroupEndpoint = defineEndpoint({
  operationId: 'deleteFactoryDeviceGroup',
  method: 'DELETE',
  path: '/factories/{factory}/device-groups/{group}/',
  summary: 'Delete a group of devices',
  description: 'With its configuration.',
  tag: 'Device groups',
  access: { scopes: ['devices:delete'], byGroup: true },
  request: { params: DeviceGroupParamsSchema },
  responses: { 204: { description: 'There is no such group any more.' } },
  faults: ['factory_not_found', 'group_not_found', 'device_group_in_use'],
  async handle(ctx: FoundriesContext, { params }) {
    requireFactory(ctx, params.factory);
    await deleteDeviceGroup(ctx, params.group);
    return { status: 204 };
  },
});
