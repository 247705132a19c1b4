/** When a request that was turned away is sent again, and how long a try may take. */
import { type ApiError, readProblem, UnreachableError } from './api-error.ts';

/** How patient a client is. */
export interface Patience {
  /** How long one try may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How often a request is sent at most. */
  readonly tries: number;
  /** The longest wait between two tries, in seconds; a server that asks for more is not waited for. */
  readonly longestWaitSeconds: number;
}

const turnedAway: readonly number[] = [429, 503];

/**
 * True for a request that may be sent twice: by its method (RFC 9110, section 9.2.2), or because it carries a key under
 * which the server does it once. A change that is made and not confirmed is not made again: whoever asked reads it back.
 */
const maySendAgain = (request: Request, { status, problem }: ApiError): boolean =>
  turnedAway.includes(status) &&
  problem.code !== 'committed_unconfirmed' &&
  (!['POST', 'PATCH'].includes(request.method) || request.headers.has('idempotency-key'));

/** As long as the server says; without a word twice as long each time, not all clients at once. */
const waitSeconds = ({ problem }: ApiError, lastTry: number): number =>
  problem.retryAfterSeconds ?? 2 ** (lastTry - 1) * (0.5 + Math.random() / 2);

/** Ends early where whoever asked wants no answer any more. */
const wait = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1_000);
    signal.addEventListener('abort', end);
  });

/** The innermost reason of a failure: `fetch` itself says no more than that it failed. */
export const reasonOf = (error: unknown): string => {
  const { cause, code, message } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (cause !== undefined) return reasonOf(cause);
  const words = typeof message === 'string' ? message : '';
  return typeof code === 'string' && !words.includes(code)
    ? `${words} (${code})`.trim()
    : words || String(error);
};

/** The time runs until the answer begins; the body of a large export may take as long as it goes on. */
const sendOnce = async (
  request: Request,
  send: typeof fetch,
  timeoutMs: number,
): Promise<Response> => {
  const { origin } = new URL(request.url);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  try {
    return await send(request, { signal: AbortSignal.any([request.signal, late.signal]) });
  } catch (error) {
    request.signal.throwIfAborted();
    if (late.signal.aborted)
      throw new UnreachableError(`${origin} did not answer within ${timeoutMs / 1_000} s`);
    throw new UnreachableError(`${origin} cannot be reached: ${reasonOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Sends a request, and again when it was turned away with 429 or 503 and nothing was done. Answers the first answer that
 * succeeded. Throws `ApiError` for any other, `UnreachableError` when there is none, and the reason of the request's signal
 * when that is aborted, which ends an answer that has begun too.
 */
export const sendPatiently = async (
  request: Request,
  send: typeof fetch,
  patience: Patience,
): Promise<Response> => {
  for (let tries = 1; ; tries += 1) {
    const response = await sendOnce(request.clone(), send, patience.timeoutMs);
    if (response.ok) return response;
    const error = await readProblem(response);
    if (tries >= patience.tries || !maySendAgain(request, error)) throw error;
    const seconds = waitSeconds(error, tries);
    if (seconds > patience.longestWaitSeconds) throw error;
    await wait(seconds, request.signal);
    request.signal.throwIfAborted();
  }
};
