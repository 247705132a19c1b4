/** GET /devices/{uuid}/rekey-permits. */
import { listRekeyPermits } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { DeviceParamsSchema } from '../../schemas-devices.ts';
import { RekeyPermitListQuerySchema, RekeyPermitSchema } from '../../schemas-rekey-permits.ts';
import { toRekeyPermitBody } from '../../translate-devices.ts';

/** The permits of one device, those that have ended included. */
export const listRekeyPermitsEndpoint = defineEndpoint({
  operationId: 'listRekeyPermits',
  method: 'GET',
  path: '/devices/{uuid}/rekey-permits',
  summary: 'List the re-key permits of a device',
  tag: 'Keys',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema, query: RekeyPermitListQuerySchema },
  responses: {
    200: {
      description: 'A page of permits, newest first, those that have ended included.',
      schema: Type.Array(RekeyPermitSchema),
      headers: { Link: 'The next page, where there is one (RFC 8288).' },
    },
  },
  faults: ['device_not_found', 'cursor_invalid'],
  async handle(ctx, { params, query, path }) {
    const { items, nextCursor } = await listRekeyPermits(ctx, { uuid: params.uuid, ...query });
    return {
      status: 200,
      body: items.map(toRekeyPermitBody),
      headers: nextPageHeaders(path, { limit: query.limit }, nextCursor),
    };
  },
});
