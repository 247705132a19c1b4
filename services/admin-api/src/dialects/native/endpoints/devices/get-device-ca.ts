/** GET /device-cas/{id}. */
import { getDeviceCa } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { DeviceCaParamsSchema, DeviceCaSchema } from '../../schemas-device-cas.ts';
import { toDeviceCaBody } from '../../translate-devices.ts';

/** One device CA, with the entity tag that guards a change of it. */
export const getDeviceCaEndpoint = defineEndpoint({
  operationId: 'getDeviceCa',
  method: 'GET',
  path: '/device-cas/{id}',
  summary: 'Show a device CA',
  tag: 'Device CAs',
  access: { scopes: ['devices:read'] },
  request: { params: DeviceCaParamsSchema },
  responses: { 200: { description: 'The CA.', schema: DeviceCaSchema } },
  faults: ['device_ca_not_found'],
  versioned: true,
  async handle(ctx, { params }) {
    return { status: 200, body: toDeviceCaBody(await getDeviceCa(ctx, params.id)) };
  },
});
