/** GET /runners. */
import { listRunners } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { nextPageHeaders } from '../../next-page.ts';
import { RunnerListQuerySchema, RunnerSchema } from '../../schemas-runners.ts';
import { toRunnerBody } from '../../translate-runners.ts';

export const listRunnersEndpoint = defineEndpoint({
  operationId: 'listRunners',
  method: 'GET',
  path: '/runners',
  summary: 'List runners',
  tag: 'Runners',
  access: { scopes: ['ci:read-update'] },
  request: { query: RunnerListQuerySchema },
  responses: {
    200: {
      description: 'A page of runners, newest first.',
      schema: Type.Array(RunnerSchema),
      headers: { Link: 'The next page, where there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  async handle(ctx: NativeContext, { query, path }) {
    const { factory } = ctx;
    const { items, nextCursor } = await listRunners(ctx, { factory, ...query });
    return {
      status: 200,
      body: items.map(toRunnerBody),
      headers: nextPageHeaders(path, { limit: query.limit }, nextCursor),
    };
  },
});
