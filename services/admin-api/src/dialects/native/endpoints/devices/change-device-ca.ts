/** PATCH /device-cas/{id}. */
import { changeDeviceCa } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import {
  DeviceCaChangeSchema,
  DeviceCaParamsSchema,
  DeviceCaSchema,
} from '../../schemas-device-cas.ts';
import { toDeviceCaBody } from '../../translate-devices.ts';

/** Binds a device CA to another factory, or gives it another policy. */
export const changeDeviceCaEndpoint = defineEndpoint({
  operationId: 'changeDeviceCa',
  method: 'PATCH',
  path: '/device-cas/{id}',
  summary: 'Change a device CA',
  tag: 'Device CAs',
  access: { scopes: ['devices:create'] },
  request: { params: DeviceCaParamsSchema, body: DeviceCaChangeSchema },
  responses: { 200: { description: 'The CA as it is now.', schema: DeviceCaSchema } },
  faults: ['device_ca_not_found', 'committed_unconfirmed'],
  versioned: true,
  async handle(ctx, { params, body, precondition }) {
    const { factory, 'enrolment-policy': enrolmentPolicy } = body;
    const ca = await changeDeviceCa(ctx, {
      id: params.id,
      factory,
      enrolmentPolicy,
      require: (present) => precondition.require(toDeviceCaBody(present)),
    });
    return { status: 200, body: toDeviceCaBody(ca) };
  },
});
