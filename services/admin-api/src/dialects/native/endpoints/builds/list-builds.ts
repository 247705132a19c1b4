/** GET /builds. */
import { pageBuilds } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { nextPageHeaders } from '../../next-page.ts';
import { BuildListQuerySchema, BuildSchema } from '../../schemas-builds.ts';
import { toBuildBody } from '../../translate-builds.ts';

export const listBuildsEndpoint = defineEndpoint({
  operationId: 'listBuilds',
  method: 'GET',
  path: '/builds',
  summary: 'List builds',
  tag: 'Builds',
  access: { scopes: ['ci:read'] },
  request: { query: BuildListQuerySchema },
  responses: {
    200: {
      description: 'A page of builds with their runs, newest first.',
      schema: Type.Array(BuildSchema),
      headers: { Link: 'The next page, where there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  async handle(ctx: NativeContext, { query, path }) {
    const { factory } = ctx;
    const { items, nextCursor } = await pageBuilds(ctx, { factory, ...query });
    return {
      status: 200,
      body: items.map(toBuildBody),
      headers: nextPageHeaders(path, { limit: query.limit }, nextCursor),
    };
  },
});
