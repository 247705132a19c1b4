/** PATCH /device: the device says which key it will have next. */
import { readDeviceKeyPem } from '@moorgate/auth';
import { announceNextKey } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { Type } from 'typebox';
import { connectedDevice, defineGatewayEndpoint } from '../context.ts';
import { publicKeyPemOf } from '../public-key-pem.ts';
import { DeviceSchema } from '../schemas.ts';
import { toDeviceBody } from '../translate.ts';

export const patchDevice = defineGatewayEndpoint({
  operationId: 'patchDevice',
  method: 'PATCH',
  path: '/device',
  summary: 'Announce the next key of this device',
  description:
    'The present key admits the device until a connection shows the next one, which is the only one from then on. A later announcement takes the place of an earlier one.',
  tag: 'Device',
  access: {},
  request: {
    body: Type.Object({
      next_pubkey: Type.String({
        maxLength: 8_192,
        description: 'The public key, PEM of a SubjectPublicKeyInfo.',
      }),
    }),
  },
  responses: {
    200: {
      description: 'It is the next key, or the present one already. The record, as `GET` shows it.',
      schema: DeviceSchema,
    },
  },
  faults: [
    'next_key_malformed',
    'next_key_taken',
    'next_key_retired',
    'next_key_purged',
    'next_keys_exhausted',
    'device_denied',
    'service_unavailable',
  ],
  handle: async (ctx, { body }) => {
    const connected = connectedDevice(ctx);
    const { device } = connected;
    const spki = readDeviceKeyPem(body.next_pubkey);
    if (spki === null) throw fault('next_key_malformed');
    await announceNextKey(ctx, { device, spki });
    return { status: 200, body: toDeviceBody(device, publicKeyPemOf(connected)) };
  },
});
