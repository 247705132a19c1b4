/** DELETE /device-cas/{id}. */
import { retireDeviceCa } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { DeviceCaParamsSchema } from '../../schemas-device-cas.ts';

/** Takes a device CA out of use. */
export const retireDeviceCaEndpoint = defineEndpoint({
  operationId: 'retireDeviceCa',
  method: 'DELETE',
  path: '/device-cas/{id}',
  summary: 'Retire a device CA',
  description:
    'Its devices are refused until it is reinstated, even while its certificate stays in cas.pem.',
  tag: 'Device CAs',
  access: { scopes: ['devices:delete'] },
  request: { params: DeviceCaParamsSchema },
  responses: { 204: { description: 'The CA is retired.' } },
  faults: ['device_ca_not_found', 'committed_unconfirmed'],
  async handle(ctx, { params }) {
    await retireDeviceCa(ctx, params.id);
    return { status: 204 };
  },
});
