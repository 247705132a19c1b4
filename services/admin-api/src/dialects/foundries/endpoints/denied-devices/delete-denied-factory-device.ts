/** DELETE /ota/factories/{factory}/denied-devices/{device}/. */
import { undenyDevice } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { FactoryParamsSchema } from '../../schemas.ts';

/** Takes a device off the denied list. */
export const deleteDeniedFactoryDeviceEndpoint = defineEndpoint({
  operationId: 'deleteDeniedFactoryDevice',
  method: 'DELETE',
  path: '/factories/{factory}/denied-devices/{device}/',
  summary: 'Take a device off the denied list',
  description: 'It may connect again with the key that it had.',
  tag: 'Denied devices',
  access: { scopes: ['devices:delete'], byGroup: true },
  request: {
    params: Type.Object({
      ...FactoryParamsSchema.properties,
      device: Type.String({ description: 'Its UUID.' }),
    }),
  },
  responses: { 204: { description: 'The device is not on the denied list any more.' } },
  faults: ['factory_not_found', 'device_not_denied', 'committed_unconfirmed'],
  async handle(ctx: FoundriesContext, { params }) {
    requireFactory(ctx, params.factory);
    await undenyDevice(ctx, params.device);
    return { status: 204 };
  },
});
