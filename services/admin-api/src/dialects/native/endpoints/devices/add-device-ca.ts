/** POST /device-cas. */
import { addDeviceCa } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { DeviceCaRequestSchema, DeviceCaSchema } from '../../schemas-device-cas.ts';
import { toDeviceCaBody } from '../../translate-devices.ts';

/** Adds a device CA beside those of cas.pem. */
export const addDeviceCaEndpoint = defineEndpoint({
  operationId: 'addDeviceCa',
  method: 'POST',
  path: '/device-cas',
  summary: 'Add a device CA',
  description:
    'Its devices may connect when the answer comes. It stays, whatever cas.pem holds, until somebody retires it.',
  tag: 'Device CAs',
  access: { scopes: ['devices:create'] },
  request: { body: DeviceCaRequestSchema },
  responses: {
    201: {
      description: 'The CA, in use.',
      schema: DeviceCaSchema,
      headers: { Location: 'The path of the CA.' },
    },
  },
  faults: [
    'device_ca_file_invalid',
    'device_ca_factory_unknown',
    'device_ca_exists',
    'committed_unconfirmed',
  ],
  async handle(ctx, { body, path }) {
    const { certificate, factory, 'enrolment-policy': enrolmentPolicy } = body;
    const ca = await addDeviceCa(ctx, { certificate, factory, enrolmentPolicy });
    return { status: 201, headers: { Location: `${path}/${ca.id}` }, body: toDeviceCaBody(ca) };
  },
});
