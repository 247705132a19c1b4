/** GET /projects/{factory}/lmp/builds/{build}/runs/{run}/console.log. */
import { findRun, isEnded, readConsole, type Run } from '@moorgate/builds';
import { defineEndpoint, type Input, type Reply, type RequestDefinition } from '@moorgate/http';
import type { ProjectContext } from '../../context.ts';
import { BuildRunParamsSchema } from '../../schemas-builds.ts';
import { buildFaults, runOf } from './build-of.ts';

const textHeaders = {
  'Content-Type': 'text/plain; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'private, no-store',
} as const;

const offsetOf = ({ headers }: Pick<Input<RequestDefinition>, 'headers'>): number => {
  const offset = headers['x-offset'];
  return typeof offset === 'string' && /^\d{1,15}$/.test(offset) ? Number(offset) : 0;
};

const waiting = (run: Run | undefined): Reply => {
  const bytes = Buffer.from(`# Waiting for worker with tag: ${run?.hostTag ?? ''}\n`);
  return {
    status: 200,
    headers: { ...textHeaders, 'X-RUN-STATUS': 'QUEUED' },
    stream: { bytes, lengthBytes: bytes.length },
  };
};

/**
 * The console of a run, as tools follow it: while the run waits, one line; while it is under way, what is new since the byte
 * that `X-OFFSET` names, with `X-RUN-STATUS`; and once it has ended all of it, without that header.
 */
export const getRunConsoleEndpoint = defineEndpoint({
  operationId: 'getRunConsole',
  method: 'GET',
  path: '/{factory}/lmp/builds/{build}/runs/{run}/console.log',
  summary: 'Follow the console of a run',
  description:
    'While the run is not at its end, `X-RUN-STATUS` says what it is at, and what is answered begins at the byte of the header `X-OFFSET`. Of a run that has ended it is whole, and without that header.',
  tag: 'Runs of builds',
  access: { scopes: ['ci:read'] },
  request: { params: BuildRunParamsSchema },
  responses: {
    200: {
      description: 'The console, or what is new in it.',
      streams: 'text/plain; charset=utf-8',
      headers: { 'X-RUN-STATUS': 'What the run is at; absent once it has ended.' },
    },
  },
  faults: buildFaults,
  async handle(ctx: ProjectContext, input) {
    const run = await findRun(ctx, runOf(ctx, input));
    if (run === undefined || run.status === 'QUEUED') return waiting(run);
    const to = run.consoleBytes;
    const from = isEnded(run.status) ? 0 : Math.min(offsetOf(input), to);
    const status = isEnded(run.status) ? {} : { 'X-RUN-STATUS': run.status };
    return {
      status: 200,
      headers: { ...textHeaders, ...status },
      stream: { bytes: readConsole(ctx.db, run.id, { from, to }), lengthBytes: to - from },
    };
  },
});
