/** The runner's side of the protocol: what it asks of the server, over HTTP. */
import type { RunnerIsolation } from '../isolation/isolation.ts';

/** Where the server is, and who asks. */
export interface ServerAddress {
  readonly url: string;
  /** The token of this runner. */
  readonly token: string;
}

/** Under which lease a run is executed. */
export interface RunLease {
  readonly runId: string;
  readonly leaseId: string;
}

/** What a server answered, or that it did not. */
export type ServerAnswer =
  | { readonly outcome: 'done'; readonly body: unknown }
  /** The run is somebody else's, or nobody's, by now. */
  | { readonly outcome: 'lost' }
  /** It will say the same when it is asked again. */
  | {
      readonly outcome: 'refused';
      readonly status: number;
      readonly body: unknown;
      /** How much of the console the server has, where it says so. */
      readonly offset: number | null;
    }
  /** It may answer later. */
  | {
      readonly outcome: 'unreachable';
      readonly reason: string;
      readonly retryAfterMs: number | null;
    };

/** What is free on this host. */
export interface Vacancy {
  readonly hostTags: readonly string[];
  readonly isolation: RunnerIsolation;
  readonly engine: boolean;
  readonly freeSlots: number;
}

/** What a run ended with. */
export interface Completion {
  readonly status: 'PASSED' | 'FAILED';
  readonly message?: string;
  readonly result?: {
    readonly apps: Readonly<Record<string, string>>;
    readonly images: readonly string[];
  };
}

/** A file that is streamed, and started again from its beginning when it has to be. */
export interface Upload {
  readonly path: string;
  readonly bytes: number;
  open(): ReadableStream<Uint8Array>;
}

/** Every method answers; none throws but for `signal`. */
export interface ServerClient {
  lease(vacancy: Vacancy, signal: AbortSignal): Promise<ServerAnswer>;
  heartbeat(lease: RunLease): Promise<ServerAnswer>;
  appendConsole(lease: RunLease, offset: number, bytes: Uint8Array): Promise<ServerAnswer>;
  setStatus(lease: RunLease, status: 'RUNNING' | 'UPLOADING'): Promise<ServerAnswer>;
  uploadArtifact(lease: RunLease, upload: Upload, signal: AbortSignal): Promise<ServerAnswer>;
  complete(lease: RunLease, completion: Completion): Promise<ServerAnswer>;
}

const answerBytesMax = 8 * 1024 * 1024;
const callTimeoutMs = 20_000;
/** The server waits for 25 seconds when there is nothing to do. */
const leaseTimeoutMs = 45_000;
const uploadTimeoutMs = 3_600_000;

interface Call {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly lease?: RunLease;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | ReadableStream<Uint8Array>;
  readonly signal: AbortSignal;
}

const json = (value: unknown): { headers: Record<string, string>; body: string } => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const runPath = ({ runId }: RunLease): string => `/v1/runner/runs/${encodeURIComponent(runId)}`;

/** The code of an error of the system or of the library, which says more than that something failed. */
const reasonOf = (error: unknown): string => {
  const { cause, name, message } = error as Error & { cause?: { code?: string } };
  return name === 'TimeoutError' ? 'timeout' : (cause?.code ?? message);
};

const readAnswer = async (response: Response): Promise<unknown> => {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) {
    bytes += piece.value.length;
    if (bytes > answerBytesMax) {
      await reader?.cancel();
      throw new Error('the answer is too long');
    }
    parts.push(piece.value);
  }
  const text = Buffer.concat(parts).toString();
  try {
    return JSON.parse(text === '' ? 'null' : text);
  } catch {
    return null;
  }
};

const codeOf = (body: unknown): unknown => (body as { code?: unknown } | null)?.code;

/** Faults of the server and of what is between, and the request to come back later. */
const isPassing = (status: number): boolean => status >= 500 || status === 429 || status === 408;

const wholeNumber = (value: unknown): number | null =>
  /^\d{1,15}$/.test(String(value)) ? Number(value) : null;

const judge = async (response: Response): Promise<ServerAnswer> => {
  const body = await readAnswer(response);
  if (response.ok) return { outcome: 'done', body };
  if (response.status === 409 && codeOf(body) === 'run_lease_lost') return { outcome: 'lost' };
  if (!isPassing(response.status)) {
    const said =
      response.headers.get('moorgate-offset') ?? (body as { bytes?: unknown } | null)?.bytes;
    const offset = wholeNumber(said);
    return { outcome: 'refused', status: response.status, body, offset };
  }
  const seconds = Number(response.headers.get('retry-after'));
  return {
    outcome: 'unreachable',
    reason: `HTTP ${response.status}`,
    retryAfterMs: seconds > 0 && seconds <= 300 ? seconds * 1000 : null,
  };
};

/**
 * Asks the server at `address`; redirections are not followed, since the token is for this server alone. An answer of 409 with
 * the code `run_lease_lost` is `lost`; what may be otherwise later is `unreachable`. Trusts the CAs of the process.
 */
export const createServerClient = (address: ServerAddress): ServerClient => {
  const base = address.url.replace(/\/+$/, '');
  const ask = async (call: Call): Promise<ServerAnswer> => {
    try {
      const response = await fetch(`${base}${call.path}`, {
        method: call.method,
        headers: {
          authorization: `Bearer ${address.token}`,
          ...(call.lease === undefined ? {} : { 'moorgate-lease': call.lease.leaseId }),
          ...call.headers,
        },
        body: call.body,
        redirect: 'manual',
        signal: call.signal,
        // Needed for bodies that are streams; undici sends them as they come.
        ...(call.body instanceof ReadableStream ? { duplex: 'half' } : {}),
      });
      return await judge(response);
    } catch (error) {
      return { outcome: 'unreachable', reason: reasonOf(error), retryAfterMs: null };
    }
  };
  const post = (lease: RunLease, action: string, value: unknown): Promise<ServerAnswer> =>
    ask({
      method: 'POST',
      path: `${runPath(lease)}/${action}`,
      lease,
      ...json(value),
      signal: AbortSignal.timeout(callTimeoutMs),
    });
  return {
    lease: (vacancy, signal) =>
      ask({
        method: 'POST',
        path: '/v1/runner/leases',
        ...json(vacancy),
        signal: AbortSignal.any([signal, AbortSignal.timeout(leaseTimeoutMs)]),
      }),
    heartbeat: (lease) => post(lease, 'heartbeat', {}),
    appendConsole: (lease, offset, bytes) =>
      ask({
        method: 'POST',
        path: `${runPath(lease)}/console`,
        lease,
        headers: {
          'content-type': 'application/octet-stream',
          'moorgate-offset': String(offset),
        },
        body: bytes,
        signal: AbortSignal.timeout(callTimeoutMs),
      }),
    setStatus: (lease, status) => post(lease, 'status', { status }),
    uploadArtifact: (lease, upload, signal) =>
      ask({
        method: 'PUT',
        path: `${runPath(lease)}/artifacts/${upload.path.split('/').map(encodeURIComponent).join('/')}`,
        lease,
        headers: {
          'content-type': 'application/octet-stream',
          'content-length': String(upload.bytes),
        },
        body: upload.open(),
        signal: AbortSignal.any([signal, AbortSignal.timeout(uploadTimeoutMs)]),
      }),
    complete: (lease, completion) => post(lease, 'completion', completion),
  };
};
