/** DELETE /devices/{uuid}/rekey-permits/{id}. */
import { revokeRekeyPermit } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { RekeyPermitParamsSchema } from '../../schemas-rekey-permits.ts';

/** Takes a permit back. */
export const revokeRekeyPermitEndpoint = defineEndpoint({
  operationId: 'revokeRekeyPermit',
  method: 'DELETE',
  path: '/devices/{uuid}/rekey-permits/{id}',
  summary: 'Take a re-key permit back',
  description: 'A permit that has been used cannot be taken back: the device has the new key.',
  tag: 'Keys',
  access: { scopes: ['devices:create'], byGroup: true },
  request: { params: RekeyPermitParamsSchema },
  responses: { 204: { description: 'The permit admits nobody.' } },
  faults: ['device_not_found', 'rekey_permit_not_found', 'rekey_permit_used'],
  async handle(ctx, { params }) {
    await revokeRekeyPermit(ctx, params);
    return { status: 204 };
  },
});
