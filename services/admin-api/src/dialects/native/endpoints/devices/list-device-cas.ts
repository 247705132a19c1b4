/** GET /device-cas. */
import { listDeviceCas } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { DeviceCaSchema } from '../../schemas-device-cas.ts';
import { toDeviceCaBody } from '../../translate-devices.ts';

/** The CAs whose certificates devices present. */
export const listDeviceCasEndpoint = defineEndpoint({
  operationId: 'listDeviceCas',
  method: 'GET',
  path: '/device-cas',
  summary: 'List device CAs',
  tag: 'Device CAs',
  access: { scopes: ['devices:read'] },
  request: {},
  responses: {
    200: {
      description: 'Every CA, retired ones too, oldest first.',
      schema: Type.Array(DeviceCaSchema),
    },
  },
  faults: [],
  async handle(ctx) {
    return { status: 200, body: (await listDeviceCas(ctx)).map(toDeviceCaBody) };
  },
});
