/** GET /source-repositories */
import { defineEndpoint } from '@moorgate/http';
import { listRepositories } from '@moorgate/source';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { SourceRepositorySchema } from '../../schemas-source-repositories.ts';
import { toSourceRepositoryBody } from '../../translate-source-repositories.ts';

export const listSourceRepositoriesEndpoint = defineEndpoint({
  operationId: 'listSourceRepositories',
  method: 'GET',
  path: '/source-repositories',
  summary: 'List the Git repositories',
  description: 'Those of the factory, by name: a thousand at most.',
  tag: 'Source',
  access: { scopes: ['source:read'] },
  request: {},
  responses: {
    200: { description: 'The repositories.', schema: Type.Array(SourceRepositorySchema) },
  },
  faults: [],
  handle: async (ctx: NativeContext, { headers }) => {
    const origin = ctx.ownOrigin.of(headers['host']);
    const found = await listRepositories(ctx, ctx.factory);
    return { status: 200, body: found.map((one) => toSourceRepositoryBody(one, origin)) };
  },
});
