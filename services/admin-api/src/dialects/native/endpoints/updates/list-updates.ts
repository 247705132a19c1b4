/** GET /updates and GET /updates/{tag}. */
import { listUpdates } from '@moorgate/delivery';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { nextPageHeaders } from '../../next-page.ts';
import {
  TagParamsSchema,
  UpdateListQuerySchema,
  type UpdateListQueryParams,
  UpdateListSchema,
} from '../../schemas-updates.ts';
import { toUpdateListBody } from '../../translate-updates.ts';

const shared = {
  method: 'GET',
  tag: 'Updates',
  access: { scopes: ['updates:read'] },
  responses: {
    200: {
      description: 'A page of updates.',
      schema: UpdateListSchema,
      headers: { Link: 'The next page (RFC 8288); missing on the last one.' },
    },
  },
} as const;

const answer = async (
  ctx: NativeContext,
  path: string,
  query: UpdateListQueryParams & { readonly tag?: string },
) => {
  const { items, nextCursor } = await listUpdates(ctx, ctx, query);
  const { limit } = query;
  return {
    status: 200,
    body: toUpdateListBody(items),
    headers: nextPageHeaders(path, { limit }, nextCursor),
  };
};

/** The updates of every tag. */
export const listUpdatesEndpoint = defineEndpoint({
  ...shared,
  operationId: 'listUpdates',
  path: '/updates',
  summary: 'List updates',
  request: { query: UpdateListQuerySchema },
  faults: ['cursor_invalid'],
  handle: (ctx: NativeContext, { query, path }) => answer(ctx, path, query),
});

/** Those of one tag. */
export const listUpdatesOfTagEndpoint = defineEndpoint({
  ...shared,
  operationId: 'listUpdatesOfTag',
  path: '/updates/{tag}',
  summary: 'List the updates of a tag',
  description: 'Nothing is listed of a tag that there is no update of.',
  request: { params: TagParamsSchema, query: UpdateListQuerySchema },
  faults: ['cursor_invalid', 'update_name_invalid'],
  handle: (ctx: NativeContext, { params, query, path }) =>
    answer(ctx, path, { ...query, tag: params.tag }),
});
