/** GET /configs/device/{uuid}/applied. */
import { getAppliedConfiguration } from '@moorgate/configurations';
import { defineEndpoint } from '@moorgate/http';
import { AppliedConfigurationSchema } from '../../schemas-configurations.ts';
import { DeviceParamsSchema } from '../../schemas-devices.ts';
import { toAppliedBody } from '../../translate-configurations.ts';

/** What the device was last given. */
export const getAppliedConfigurationEndpoint = defineEndpoint({
  operationId: 'getAppliedConfiguration',
  method: 'GET',
  path: '/configs/device/{uuid}/applied',
  summary: 'Show what a device was last given',
  tag: 'Configuration',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema },
  responses: {
    200: {
      description: 'The files, when it got them, and the layers that they came from.',
      schema: AppliedConfigurationSchema,
    },
    204: { description: 'It was never given anything.' },
  },
  faults: ['device_not_found'],
  async handle(ctx, { params: { uuid } }) {
    const applied = await getAppliedConfiguration(ctx, uuid);
    if (applied === null) return { status: 204 };
    return { status: 200, body: toAppliedBody(uuid.toLowerCase(), applied) };
  },
});
