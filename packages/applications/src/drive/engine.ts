/** The engine of one host, as an operation sees it and speaks to it. */
import type { Readable } from 'node:stream';
import type { CallDocker, DockerAnswer, DockerHost } from '@moorgate/docker-hosts';
import { fault } from '@moorgate/errors';
import { temporarySuffixes } from '../application-name.ts';
import type { Found, Place, Sight } from '../state/settle-host.ts';
import { readFailure, type ReadAnswer, readUsual, type Result } from './results.ts';

/** Thrown in the place of everything else when the work is to end, and somebody else goes on. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** A request for an engine. */
export interface EngineRequest {
  readonly method: string;
  /** Without the slash at its beginning, with its query. */
  readonly target: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** How the answer is read; as most are unless said. */
  readonly read?: (status: number, body: Readable) => Promise<Result>;
}

/** What an engine says of a container, as far as it matters here. */
export interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly RestartCount?: number;
  readonly State: {
    readonly Running: boolean;
    readonly StartedAt?: string;
    readonly ExitCode?: number;
    readonly Health?: { readonly Status?: string } | null;
  };
  readonly Config: { readonly Labels?: Readonly<Record<string, string>> | null };
  readonly NetworkSettings?: {
    readonly Networks?: Readonly<Record<string, unknown>> | null;
  } | null;
}

/** Either what was asked for, or why it cannot be told. */
export type Look<T> = { readonly seen: T } | { readonly failed: Result };

export interface Engine {
  send(request: EngineRequest): Promise<Result>;
  /** What there is to read; null where the engine says, in these words, that it is not there. */
  read(target: string, absence: RegExp): Promise<Look<unknown>>;
  /** The container of exactly this name; null for none. */
  inspect(name: string): Promise<Look<Inspected | null>>;
  /** What stands under the three names of a container of the application with this key. */
  look(name: string, key: string): Promise<Look<Sight>>;
  /** What is to be said of it where its beacon is denied; null otherwise, and where that cannot be told soon. */
  denial(): Promise<Result | null>;
}

/** What reaches it. */
export interface EngineOptions {
  readonly call: CallDocker;
  readonly host: DockerHost;
  readonly signal: AbortSignal;
  readonly idleTimeoutMs?: number;
}

/** A denial is known at once. */
const denialMsMax = 2_000;
const answerBytesMax = 4 * 1_048_576;

/** The labels that say to what a container belongs. */
export const labels = {
  application: 'io.moorgate.application',
  deployment: 'io.moorgate.deployment',
  operation: 'io.moorgate.operation',
} as const;

/** What a container is called at a place. */
export const nameAt = (name: string, place: Place): string =>
  place === 'current' ? name : `${name}${temporarySuffixes[place]}`;

const readWhole = async ({ status, body }: DockerAnswer): Promise<ReadAnswer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > answerBytesMax)
      throw fault('docker_call_failed', { detail: 'the answer is too long' });
    chunks.push(chunk);
  }
  return { status, body: Buffer.concat(chunks) };
};

const isInspected = (value: unknown): value is Inspected => {
  const { Id: id, Name: name, State: state, Config: config } = (value ?? {}) as Partial<Inspected>;
  return (
    typeof id === 'string' &&
    typeof name === 'string' &&
    typeof state?.Running === 'boolean' &&
    typeof config === 'object'
  );
};

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
};

const unreadable = (answer: ReadAnswer): Result => ({ ...readUsual(answer), status: 'Error' });

const nothingKnown: Result = {
  status: 'Error',
  message: 'The engine describes no container.',
  code: 200,
};

const foundOf = (inspected: Inspected | null, key: string): Found | null => {
  if (inspected === null) return null;
  const { Labels: held } = inspected.Config;
  return {
    id: inspected.Id,
    isOwn: held?.[labels.application] === key,
    operation: held?.[labels.operation] ?? null,
    isRunning: inspected.State.Running,
  };
};

/** Makes what speaks to an engine. What it does throws `StoppedError` once the signal has been given, and nothing else. */
export const createEngine = ({ call, host, signal, idleTimeoutMs }: EngineOptions): Engine => {
  const exchange = ({ method, target, body }: EngineRequest): Promise<DockerAnswer> =>
    call({
      ...{ host, method, target, signal },
      ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
      ...(body === undefined
        ? {}
        : { contentType: 'application/json', body: Buffer.from(JSON.stringify(body)) }),
    });
  const attempt = async <T>(
    request: EngineRequest,
    read: (answer: DockerAnswer) => Promise<T>,
  ): Promise<T | { readonly failure: Result }> => {
    if (signal.aborted) throw new StoppedError();
    try {
      return await read(await exchange(request));
    } catch (error) {
      if (signal.aborted) throw new StoppedError();
      return { failure: readFailure(error) };
    }
  };
  const read: Engine['read'] = async (target, absence) => {
    const looked = await attempt({ method: 'GET', target }, async (heard) => {
      const answer = await readWhole(heard);
      const { status, body } = answer;
      // A beacon that knows no such path answers 404, too: only the engine's own words say that it is not there.
      if (status === 404 && absence.test(body.toString('utf8'))) return { seen: null };
      const value = status === 200 ? parse(body) : null;
      return value === null ? { failed: unreadable(answer) } : { seen: value };
    });
    return 'failure' in looked ? { failed: looked.failure } : looked;
  };
  const inspect = async (name: string): Promise<Look<Inspected | null>> => {
    const target = `containers/${encodeURIComponent(name)}/json`;
    const looked = await read(target, /no such container/i);
    if ('failed' in looked) return looked;
    const { seen } = looked;
    if (seen === null) return { seen };
    if (!isInspected(seen)) return { failed: nothingKnown };
    // An engine also takes the beginning of an id for a name.
    return { seen: seen.Name.replace(/^\//, '') === name ? seen : null };
  };
  const denial = async (): Promise<Result | null> => {
    const ping = { host, method: 'GET', target: '_ping', signal, idleTimeoutMs: denialMsMax };
    try {
      const { body } = await call(ping);
      body.destroy();
      return null;
    } catch (error) {
      if (signal.aborted) throw new StoppedError();
      const failure = readFailure(error);
      return failure.isOut === 'denied' ? failure : null;
    }
  };
  return {
    ...{ read, inspect, denial },
    send: async (request) => {
      const sent = await attempt(request, async (answer) => ({
        result:
          request.read === undefined
            ? readUsual(await readWhole(answer))
            : await request.read(answer.status, answer.body),
      }));
      return 'failure' in sent ? sent.failure : sent.result;
    },
    look: async (name, key) => {
      const sight: Record<Place, Found | null> = { current: null, next: null, former: null };
      for (const place of ['current', 'next', 'former'] as const) {
        const looked = await inspect(nameAt(name, place));
        if ('failed' in looked) return looked;
        sight[place] = foundOf(looked.seen, key);
      }
      return { seen: sight };
    },
  };
};
