/**
 * The client of the admin API. Its types come from the OpenAPI document (openapi-typescript), so a path, a field or a
 * parameter that the server does not have does not compile; openapi-fetch puts paths and queries together by them in 6 kB
 * and leaves the transport to us. Errors are thrown, retries are counted and keys are made here, once for all callers.
 */
import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './api.generated.ts';
import { type Patience, sendPatiently } from './send-again.ts';

/** A typed client: `GET`, `POST`, `PUT`, `PATCH` and `DELETE` by path. */
export type ApiClient = Client<paths, 'application/json'>;

/** Whom it asks, as whom, and how patiently. */
export interface ClientOptions extends Partial<Patience> {
  /** The address of the admin API, with or without a slash at its end. */
  readonly baseUrl: string;
  /** Sent as `Authorization: Bearer` (RFC 6750, section 2.1); never in a URL. */
  readonly token?: string | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
  /** Sees every answer that is no error, before its body is read. */
  onAnswer?(response: Pick<Response, 'headers'>): void;
}

const defaults = { timeoutMs: 30_000, tries: 4, longestWaitSeconds: 30 } as const;

/** A body of another type is read by the server as it comes, and takes no key. */
const isComparable = ({ headers }: Request): boolean =>
  /^application\/json\b/.test(headers.get('content-type') ?? 'application/json');

/** What is done once even if it is asked for twice has a key: the server keeps its answer under it. */
const neededKey = (request: Request): Record<string, string> =>
  request.method === 'POST' && isComparable(request) && !request.headers.has('idempotency-key')
    ? { 'Idempotency-Key': crypto.randomUUID() }
    : {};

/**
 * Makes a client. Its calls throw `ApiError` for answers that are errors and `UnreachableError` when there is no answer;
 * a request that was turned away (429, 503) is sent again where that cannot do something twice. It follows no redirection:
 * a token goes to the address that was named and to no other.
 */
export const createApiClient = (options: ClientOptions): ApiClient => {
  const { baseUrl, token, headers, fetch: send = fetch, onAnswer, ...patience } = options;
  const credential = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return createClient<paths>({
    baseUrl: `${baseUrl.replace(/\/+$/, '')}/v1`,
    headers: { ...headers, ...credential },
    fetch: async (request) => {
      const keyed = new Request(request, { redirect: 'manual' });
      for (const [name, value] of Object.entries(neededKey(request)))
        keyed.headers.set(name, value);
      const response = await sendPatiently(keyed, send, { ...defaults, ...patience });
      onAnswer?.(response);
      return response;
    },
  });
};

/** What a call answered; for one whose answer has no body, undefined. */
export const answerOf = async <T>(call: Promise<{ data?: T }>): Promise<T> =>
  (await call).data as T;
