/** DELETE /pending-enrolments/{uuid}. */
import { rejectEnrolment } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { DeviceParamsSchema } from '../../schemas-devices.ts';

/** Turns a device down that waits for its enrolment. */
export const rejectEnrolmentEndpoint = defineEndpoint({
  operationId: 'rejectEnrolment',
  method: 'DELETE',
  path: '/pending-enrolments/{uuid}',
  summary: 'Reject an enrolment',
  description:
    'Removes every key that waits for this device. If it connects again, it waits again.',
  tag: 'Enrolments',
  access: { scopes: ['devices:create'] },
  request: { params: DeviceParamsSchema },
  responses: { 204: { description: 'Nothing waits for this device.' } },
  faults: ['pending_enrolment_not_found'],
  async handle(ctx, { params }) {
    await rejectEnrolment(ctx, params.uuid);
    return { status: 204 };
  },
});
