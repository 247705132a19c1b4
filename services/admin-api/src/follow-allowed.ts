/** The lines of an operation, for as long as whoever follows it may see them. */
import { followOperation, type OperationLine, requireOperation } from '@moorgate/applications';
import type { Context } from '@moorgate/auth';
import type { Subscription } from '@moorgate/http';
import { keepAsking } from './keep-asking.ts';

/**
 * The lines of an operation, from its first to its last. They end within a second, without the last one, when whoever asks
 * may not see them any more, or has left; the operation goes on. Throws `operation_not_found` before the first one.
 */
export const followAllowed = async (
  ctx: Context,
  operationId: string,
  subscription: Subscription,
): Promise<AsyncIterable<OperationLine>> => {
  const ended = new AbortController();
  const requireStill = async (): Promise<void> => {
    const principal = await subscription.requireAccess();
    await requireOperation({ ...ctx, principal }, operationId);
  };
  await requireOperation(ctx, operationId);
  const lines = followOperation(ctx, operationId, ended.signal);
  return linesUntil(lines, () => keepAsking(requireStill, () => ended.abort()));
};

async function* linesUntil(
  lines: AsyncIterable<OperationLine>,
  ask: () => () => void,
): AsyncGenerator<OperationLine> {
  const stop = ask();
  try {
    yield* lines;
  } finally {
    stop();
  }
}
