/** Answers that go on as long as somebody watches, from a server that may be away for a while. */
import { ApiError, UnreachableError } from '@moorgate/client';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';

/** True for an error that ends by itself, when the server is back. */
export const mayPass = (error: unknown): boolean =>
  error instanceof UnreachableError ||
  (error instanceof ApiError && exitCodeOf(error.status) === exitCodes.unavailable);

/** The pieces of an answer; throws `UnreachableError` where it breaks off. */
export async function* untilCut(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* pieces;
  } catch {
    throw new UnreachableError('the answer broke off');
  }
}

/** Resolves after so many seconds, or at once when the signal comes. */
export const pause = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1_000);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
