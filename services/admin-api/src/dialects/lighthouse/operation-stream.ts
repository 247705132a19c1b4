/** The progress of an operation, as clients of Lighthouse read it: one JSON object for each line. */
import type { OperationLine } from '@moorgate/applications';
import type { Context } from '@moorgate/auth';
import type { Reply, ResponseDefinition, Subscription } from '@moorgate/http';
import { followAllowed } from '../../follow-allowed.ts';
import { toLineBody } from './translate-applications.ts';

/** The answer of everything that is done to an application. */
export const operationStreamResponse: ResponseDefinition = {
  description:
    'Lines of JSON while the work goes on, each with `Status`, `Method`, `Endpoint`, `Message`, `Code`, `Instance`, `Item` and `Total`; the last one is `Finalized`. What fails is said there alone. The work goes on without the client.',
  streams: 'application/json',
};

async function* bytesOf(lines: AsyncIterable<OperationLine>): AsyncGenerator<Buffer> {
  for await (const line of lines) yield Buffer.from(`${JSON.stringify(toLineBody(line))}\n`);
}

/** The reply that follows an operation from its first line to its last, each line on its own. */
export const streamOperation = async (
  ctx: Context,
  operationId: string,
  subscription: Subscription,
): Promise<Reply> => ({
  status: 200,
  headers: { 'Content-Type': 'application/json', 'X-Accel-Buffering': 'no' },
  stream: { bytes: bytesOf(await followAllowed(ctx, operationId, subscription)) },
});
