/** POST /devices/{uuid}/rekey-permits. */
import { createRekeyPermit } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { DeviceParamsSchema } from '../../schemas-devices.ts';
import { RekeyPermitRequestSchema, RekeyPermitSchema } from '../../schemas-rekey-permits.ts';
import { toRekeyPermitBody } from '../../translate-devices.ts';

/** Permits a device to come back with another key. */
export const createRekeyPermitEndpoint = defineEndpoint({
  operationId: 'createRekeyPermit',
  method: 'POST',
  path: '/devices/{uuid}/rekey-permits',
  summary: 'Permit a new key',
  description:
    'The next connection of the device with a key that fits uses the permit up: that key becomes the only one that admits it, the connections of the one before are closed, and its record and history stay.',
  tag: 'Keys',
  access: { scopes: ['devices:create'], byGroup: true },
  request: { params: DeviceParamsSchema, body: RekeyPermitRequestSchema },
  responses: { 201: { description: 'The permit.', schema: RekeyPermitSchema } },
  faults: ['device_not_found', 'rekey_permit_key_unclear', 'device_key_live', 'device_key_purged'],
  async handle(ctx, { params, body }) {
    const expiresAt = body['expires-at'];
    const permit = await createRekeyPermit(ctx, {
      uuid: params.uuid,
      spkiSha256: body['spki-sha256'],
      isForAnyKey: body['any-key'],
      expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt * 1_000),
      reason: body.reason,
    });
    return { status: 201, body: toRekeyPermitBody(permit) };
  },
});
