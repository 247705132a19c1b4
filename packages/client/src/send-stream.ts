/** Requests whose body is sent while it is read, which the typed client would hold whole to be able to send it again. */
import type { ClientOptions } from './api-client.ts';
import { readProblem, UnreachableError } from './api-error.ts';
import { reasonOf } from './send-again.ts';

/** One such request. */
export interface StreamedRequest {
  /** POST unless said. */
  readonly method?: 'POST' | 'PUT';
  /** Below `/v1`, with its query. */
  readonly path: string;
  readonly mediaType: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** As `ReadableStream.from` makes it, which not every browser has. */
const streamOf = (body: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull: async (controller) => {
      const next = await body.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: async () => void (await body.return(undefined)),
  });

/**
 * Sends it, once: what has been read of a stream is gone. Resolves when the server has taken all of it. Throws `ApiError`
 * for an answer that is an error, `UnreachableError` when there is none, and what the body fails with.
 */
export const postStream = async (
  { baseUrl, token, headers, fetch: send = fetch }: ClientOptions,
  { method = 'POST', path, mediaType, body }: StreamedRequest,
): Promise<void> => {
  const url = `${baseUrl.replace(/\/+$/, '')}/v1${path}`;
  let failure: { readonly error: unknown } | null = null;
  const observed = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } catch (error) {
      failure = { error };
      throw error;
    }
  };
  const credential = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const request = {
    method,
    headers: { ...headers, ...credential, 'Content-Type': mediaType },
    body: streamOf(observed()),
    duplex: 'half',
    redirect: 'manual',
  } as const;
  const response = await send(url, request as RequestInit).catch((error: unknown) => {
    if (failure !== null) throw failure.error;
    throw new UnreachableError(`${new URL(url).origin} cannot be reached: ${reasonOf(error)}`);
  });
  if (!response.ok) throw await readProblem(response);
};
