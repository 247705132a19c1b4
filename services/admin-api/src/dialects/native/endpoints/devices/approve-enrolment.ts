/** POST /pending-enrolments/{uuid}/approval. */
import { approveEnrolment } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { ApprovalSchema, DeviceParamsSchema } from '../../schemas-devices.ts';

/** Lets a device in that waits for it. */
export const approveEnrolmentEndpoint = defineEndpoint({
  operationId: 'approveEnrolment',
  method: 'POST',
  path: '/pending-enrolments/{uuid}/approval',
  summary: 'Approve an enrolment',
  description:
    'Where several keys wait for one device, `spki-sha256` names the one that is approved.',
  tag: 'Enrolments',
  access: { scopes: ['devices:create'] },
  request: { params: DeviceParamsSchema, body: ApprovalSchema },
  responses: { 204: { description: 'The device exists and may connect.' } },
  faults: [
    'pending_enrolment_not_found',
    'pending_enrolment_ambiguous',
    'device_exists',
    'device_key_purged',
    'committed_unconfirmed',
  ],
  async handle(ctx, { params, body }) {
    await approveEnrolment(ctx, { uuid: params.uuid, spkiSha256: body['spki-sha256'] });
    return { status: 204 };
  },
});
