/** GET /targets. */
import { defineEndpoint } from '@moorgate/http';
import { listPublishedTargets } from '@moorgate/targets';
import type { NativeContext } from '../../context.ts';
import { nextPageHeaders } from '../../next-page.ts';
import { TargetListQuerySchema, TargetListSchema } from '../../schemas-targets.ts';
import { toTargetBody } from '../../translate-targets.ts';

/** Targets, and how far they have become updates. */
export const listTargetsEndpoint = defineEndpoint({
  operationId: 'listTargets',
  method: 'GET',
  path: '/targets',
  summary: 'List targets',
  description: 'The highest version first, with what has become of each for each of its tags.',
  tag: 'Targets',
  access: { scopes: ['targets:read'] },
  request: { query: TargetListQuerySchema },
  responses: {
    200: {
      description: 'A page of targets.',
      schema: TargetListSchema,
      headers: { Link: 'The next page (RFC 8288); missing on the last one.' },
    },
  },
  faults: ['cursor_invalid'],
  async handle(ctx: NativeContext, { query, path }) {
    const { items, nextCursor } = await listPublishedTargets(ctx, ctx, query);
    const { limit, tag } = query;
    const same = tag === undefined ? { limit } : { limit, tag };
    return {
      status: 200,
      body: items.map(toTargetBody),
      headers: nextPageHeaders(path, same, nextCursor),
    };
  },
});
