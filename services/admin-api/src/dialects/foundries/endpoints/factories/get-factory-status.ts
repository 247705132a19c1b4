/** GET /ota/factories/{factory}/status/. */
import { getFleetStatus } from '@moorgate/delivery';
import { defineEndpoint } from '@moorgate/http';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { StatusQuerySchema, StatusSchema } from '../../schemas-factories.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { toStatusBody } from '../../translate-factories.ts';

const hourMs = 3_600_000;
const defaultHours = 4;

/** How far the devices are. */
export const getFactoryStatusEndpoint = defineEndpoint({
  operationId: 'getFactoryStatus',
  method: 'GET',
  path: '/factories/{factory}/status/',
  summary: 'Show how far the devices are',
  description: 'By tag, by version and by group.',
  tag: 'Factory',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: FactoryParamsSchema, query: StatusQuerySchema },
  responses: { 200: { description: 'The status.', schema: StatusSchema } },
  faults: ['factory_not_found'],
  async handle(ctx: FoundriesContext, { params, query }) {
    requireFactory(ctx, params.factory);
    const hours = query['offline-threshold'] ?? defaultHours;
    const onlineSince = new Date(ctx.clock.now().getTime() - hours * hourMs);
    const status = await getFleetStatus(ctx, { factory: ctx.factory, onlineSince });
    return { status: 200, body: toStatusBody(status) };
  },
});
