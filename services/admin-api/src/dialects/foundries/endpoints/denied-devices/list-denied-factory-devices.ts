/** GET /ota/factories/{factory}/denied-devices/. */
import { listDeniedDevicePage } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { nextPage } from '../../next-page.ts';
import { DeniedListSchema } from '../../schemas-devices.ts';
import { FactoryParamsSchema, pageFields } from '../../schemas.ts';
import { toDeniedDeviceBody } from '../../translate-devices.ts';

const defaultLimit = 500;

/** A page of the denied list. */
export const listDeniedFactoryDevicesEndpoint = defineEndpoint({
  operationId: 'listDeniedFactoryDevices',
  method: 'GET',
  path: '/factories/{factory}/denied-devices/',
  summary: 'List denied devices',
  description: 'Of a denied device neither a name nor an owner is left.',
  tag: 'Denied devices',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: FactoryParamsSchema, query: Type.Object(pageFields) },
  responses: { 200: { description: 'A page, by UUID.', schema: DeniedListSchema } },
  faults: ['factory_not_found', 'offset_too_large'],
  async handle(ctx: FoundriesContext, { params, query, path, headers }) {
    requireFactory(ctx, params.factory);
    const { limit = defaultLimit, page = 1 } = query;
    const { items, total, hasMore } = await listDeniedDevicePage(ctx, { limit, page });
    return {
      status: 200,
      body: {
        devices: items.map((device) => toDeniedDeviceBody(device, ctx.factory)),
        page,
        pages: total === null ? null : Math.ceil(total / limit),
        limit,
        total,
        next: nextPage(ctx, { path, headers, query, page }, hasMore),
      },
    };
  },
});
