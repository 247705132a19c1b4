/** POST /devices. */
import { registerDevice } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { RegisteredFilesSchema, RegistrationSchema } from '../../schemas-registration.ts';

/** Registers a device: what `lmp-device-register` and `fioup register` call. */
export const registerDeviceEndpoint = defineEndpoint({
  operationId: 'registerDevice',
  method: 'POST',
  path: '/devices',
  aliases: ['/devices/', '/ota/devices', '/ota/devices/'],
  summary: 'Register a device',
  description:
    'Signs the request of the device and makes its key the one that admits it. A UUID that is known answers 409, unless a permit lets the device come back with another key. An enrolment token is a credential here too, in the place of an operator’s.',
  tag: 'Devices',
  access: { scopes: ['devices:create'], byGroup: true, enrolment: true },
  request: { body: RegistrationSchema },
  responses: { 201: { description: 'The files of the device.', schema: RegisteredFilesSchema } },
  faults: [
    'signing_request_malformed',
    'signing_request_key_forbidden',
    'signing_request_unsigned',
    'signing_request_name_mismatch',
    'signing_request_factory_mismatch',
    'token_address_forbidden',
    'enrolment_device_forbidden',
    'enrolment_name_forbidden',
    'scope_not_held',
    'device_group_unknown',
    'device_exists',
    'device_name_taken',
    'device_key_purged',
    'device_ca_cannot_sign',
    'registration_unavailable',
    'committed_unconfirmed',
  ],
  async handle(ctx: NativeContext, { body }) {
    if (ctx.registration === null) throw fault('registration_unavailable');
    const registered = await registerDevice(ctx, ctx.registration, {
      uuid: body.uuid,
      csr: body.csr,
      name: body.name,
      group: body.group,
      hardwareId: body['hardware-id'],
      directory: body['sota-config-dir'],
      overrides: body.overrides,
    });
    return {
      status: 201,
      body: {
        'root.crt': registered.rootCertificate,
        'client.pem': registered.certificate,
        'sota.toml': registered.settings,
      },
    };
  },
});
