/** GET /updates/{tag}/{update}/rollouts. */
import { listRollouts } from '@moorgate/delivery';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { nextPageHeaders } from '../../next-page.ts';
import { RolloutListQuerySchema } from '../../schemas-rollouts.ts';
import { UpdateParamsSchema } from '../../schemas-updates.ts';
import { olderPaths, rolloutPaths } from './paths.ts';

/** The names of the rollouts of an update. */
export const listRolloutsEndpoint = defineEndpoint({
  operationId: 'listRollouts',
  method: 'GET',
  path: rolloutPaths.all,
  aliases: olderPaths(rolloutPaths.all),
  summary: 'List the rollouts of an update',
  description:
    'Their names, in the order in which they were asked for; none of an update that there is not. Whoever is limited to groups of devices sees the rollouts whose author was limited to some of these.',
  tag: 'Rollouts',
  access: { scopes: ['updates:read'], byGroup: true },
  request: { params: UpdateParamsSchema, query: RolloutListQuerySchema },
  responses: {
    200: {
      description: 'A page of names.',
      schema: Type.Array(Type.String()),
      headers: { Link: 'The next page (RFC 8288); missing on the last one.' },
    },
  },
  faults: ['update_name_invalid', 'cursor_invalid'],
  async handle(ctx: NativeContext, { params, query, path }) {
    const { tag, update: name } = params;
    const { items, nextCursor } = await listRollouts(ctx, ctx, { tag, name, ...query });
    return {
      status: 200,
      body: items.map((rollout) => rollout.name),
      headers: nextPageHeaders(path, { limit: query.limit }, nextCursor),
    };
  },
});
