/** GET /configs/device/{uuid}/effective. */
import { getEffectiveConfiguration } from '@moorgate/configurations';
import { defineEndpoint } from '@moorgate/http';
import { EffectiveConfigurationSchema } from '../../schemas-configurations.ts';
import { DeviceParamsSchema } from '../../schemas-devices.ts';
import { toEffectiveBody } from '../../translate-configurations.ts';

/** What comes out of the layers of a device. */
export const getEffectiveConfigurationEndpoint = defineEndpoint({
  operationId: 'getEffectiveConfiguration',
  method: 'GET',
  path: '/configs/device/{uuid}/effective',
  summary: 'Show what a device is given when it asks now',
  tag: 'Configuration',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema },
  responses: {
    200: {
      description: 'The files, and the layers that each comes from.',
      schema: EffectiveConfigurationSchema,
    },
  },
  faults: ['device_not_found'],
  async handle(ctx, { params: { uuid } }) {
    return { status: 200, body: toEffectiveBody(await getEffectiveConfiguration(ctx, uuid)) };
  },
});
