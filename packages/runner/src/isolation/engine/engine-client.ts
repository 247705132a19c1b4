/** A container engine, by the Docker API over its Unix socket (version 1.41 of the API, which Podman serves too). */
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';

/** What is asked of an engine. */
export interface EngineCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or a stream that is sent as it comes. */
  readonly body?: { readonly json: unknown } | { readonly stream: AsyncIterable<Uint8Array> };
  readonly signal?: AbortSignal;
}

/** An answer whose body is still to be read. */
export interface EngineAnswer {
  readonly status: number;
  readonly body: IncomingMessage;
}

/** Speaks to one engine. */
export interface EngineClient {
  readonly socket: string;
  /** Throws `EngineError` for any status from 400 on that `expected` does not name. */
  call(call: EngineCall, expected?: readonly number[]): Promise<EngineAnswer>;
  /** As `call`, with a small answer read as JSON; null where it is empty. */
  ask(call: EngineCall, expected?: readonly number[]): Promise<unknown>;
}

/** What the engine said instead of doing what it was asked. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const version = '/v1.41';
const answerBytesMax = 4 * 1024 * 1024;

const readText = async (body: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > answerBytesMax) throw new Error('the answer of the engine is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
};

const messageOf = (text: string, status: number): string => {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // Not every proxy before an engine speaks JSON.
  }
  return `HTTP ${status}`;
};

const send = async (socketPath: string, call: EngineCall): Promise<IncomingMessage> => {
  const { body } = call;
  const json = body !== undefined && 'json' in body ? JSON.stringify(body.json) : undefined;
  const asked = request({
    socketPath,
    method: call.method,
    path: `${version}${call.path}`,
    headers: {
      host: 'engine',
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...call.headers,
    },
    agent: false,
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>;
  if (body !== undefined && 'stream' in body)
    // An engine may answer before it has read everything; what then fails is the sending alone.
    pipeline(body.stream, asked).catch((error: Error) => asked.destroy(error));
  else asked.end(json);
  const [response] = await answered;
  return response;
};

/** A client of the engine at `socket`. It opens a connection for each call and holds none. */
export const createEngineClient = (socket: string): EngineClient => {
  const call: EngineClient['call'] = async (what, expected = []) => {
    const body = await send(socket, what);
    const status = body.statusCode ?? 0;
    if (status >= 400 && !expected.includes(status))
      throw new EngineError(status, messageOf(await readText(body), status));
    return { status, body };
  };
  return {
    socket,
    call,
    ask: async (what, expected) => {
      const { body } = await call(what, expected);
      const text = await readText(body);
      return text === '' ? null : (JSON.parse(text) as unknown);
    },
  };
};

/** A line of what an engine tells while it pulls or builds. */
export interface EngineProgress {
  readonly stream?: string;
  readonly status?: string;
  readonly id?: string;
  readonly error?: string;
  readonly aux?: { readonly ID?: string };
}

/** Reads a stream of JSON values, each on a line; a line that is too long is left out. */
export async function* readProgress(body: IncomingMessage): AsyncGenerator<EngineProgress> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const part of body as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = (lines.pop() ?? '').slice(-answerBytesMax);
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as EngineProgress;
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as EngineProgress;
}
