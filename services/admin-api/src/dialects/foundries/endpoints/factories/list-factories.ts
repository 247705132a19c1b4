/** GET /ota/factories/. */
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { FoundriesContext } from '../../context.ts';
import { FactoryListSchema } from '../../schemas-factories.ts';
import { flagField } from '../../schemas.ts';

/** The factory of this installation. */
export const listFactoriesEndpoint = defineEndpoint({
  operationId: 'listFactories',
  method: 'GET',
  path: '/factories/',
  summary: 'List factories',
  tag: 'Factory',
  access: { authenticated: true },
  request: { query: Type.Object({ admin: flagField('sent by clients; there is one factory.') }) },
  responses: { 200: { description: 'The one that there is.', schema: FactoryListSchema } },
  faults: [],
  handle: (ctx: FoundriesContext) =>
    Promise.resolve({
      status: 200,
      body: [{ name: ctx.factory, 'reposerver-id': ctx.factory }],
    }),
});
