/** GET /builds/{build}/runs/{run}/console. */
import { getRun, readConsole } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { BuildRunParamsSchema, ConsoleQuerySchema } from '../../schemas-builds.ts';

export const getBuildConsoleEndpoint = defineEndpoint({
  operationId: 'getBuildConsole',
  method: 'GET',
  path: '/builds/{build}/runs/{run}/console',
  summary: 'Read the console of a run',
  description: 'It never shrinks: whoever follows it asks again from where they are.',
  tag: 'Builds',
  access: { scopes: ['ci:read'] },
  request: { params: BuildRunParamsSchema, query: ConsoleQuerySchema },
  responses: {
    200: {
      description: 'What there is from that byte on.',
      streams: 'text/plain; charset=utf-8',
      headers: { 'Moorgate-Run-Status': 'What the run is at.' },
    },
  },
  faults: ['build_not_found', 'build_removed'],
  async handle(ctx: NativeContext, { params, query }) {
    const { build: buildId, run: name } = params;
    const run = await getRun(ctx, { factory: ctx.factory, buildId, run: name });
    const to = run.consoleBytes;
    const from = Math.min(query.from ?? 0, to);
    return {
      status: 200,
      headers: {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, no-store',
        'Moorgate-Run-Status': run.status,
      },
      stream: { bytes: readConsole(ctx.db, run.id, { from, to }), lengthBytes: to - from },
    };
  },
});
