/** POST /runner/runs/{run}/console. */
import { appendConsole, consolePieceBytesMax } from '@moorgate/builds';
import { fault } from '@moorgate/errors';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { LeasedRunParamsSchema, StoredConsoleSchema } from '../../schemas-runners.ts';
import { leaseOf, notOfOperators } from './lease-of.ts';

const offsetOf = (text: string | readonly string[] | undefined): number => {
  if (typeof text === 'string' && /^\d{1,15}$/.test(text)) return Number(text);
  const message = 'must be a number of bytes';
  throw fault('invalid_request', {
    issues: [{ pointer: '/headers/moorgate-offset', message }],
  });
};

export const appendRunConsoleEndpoint = defineEndpoint({
  operationId: 'appendRunConsole',
  method: 'POST',
  path: '/runner/runs/{run}/console',
  summary: 'Append to the console of a run',
  description:
    'At the byte that the header `Moorgate-Offset` names, counted from the beginning of this lease. The same piece once more changes nothing; one that begins elsewhere than at the end is answered 409, with `bytes`.',
  tag: 'Runs',
  access: { runner: true },
  request: {
    params: LeasedRunParamsSchema,
    bytes: { mediaType: 'application/octet-stream', mayBeEmpty: true },
  },
  bodyLimitBytes: consolePieceBytesMax,
  responses: { 200: { description: 'How much is stored.', schema: StoredConsoleSchema } },
  faults: ['run_lease_lost', 'run_console_misplaced', 'run_console_full', 'invalid_request'],
  unaudited: notOfOperators,
  async handle(ctx: NativeContext, input) {
    const offset = offsetOf(input.headers['moorgate-offset']);
    const lease = leaseOf(ctx, input);
    const piece = { offset, content: input.bytes };
    const { limits } = ctx.builds.services;
    return { status: 200, body: await appendConsole(ctx, limits, { lease, piece }) };
  },
});
