/** POST /device-cas/{id}/reinstatement. */
import { reinstateDeviceCa } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { DeviceCaParamsSchema } from '../../schemas-device-cas.ts';

/** Takes a device CA into use again. */
export const reinstateDeviceCaEndpoint = defineEndpoint({
  operationId: 'reinstateDeviceCa',
  method: 'POST',
  path: '/device-cas/{id}/reinstatement',
  summary: 'Reinstate a device CA',
  tag: 'Device CAs',
  access: { scopes: ['devices:create'] },
  request: { params: DeviceCaParamsSchema },
  responses: { 204: { description: 'The CA is in use.' } },
  faults: ['device_ca_not_found', 'committed_unconfirmed'],
  async handle(ctx, { params }) {
    await reinstateDeviceCa(ctx, params.id);
    return { status: 204 };
  },
});
