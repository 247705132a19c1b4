/** One exchange with the engine of a host: bytes in both directions, and nothing held whole. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { type Context, withStoreFaults } from '@moorgate/auth';
import {
  askDockerHost,
  type DockerAnswer,
  type DockerRequest,
  type DockerServices,
} from '@moorgate/docker-hosts';
import { fault } from '@moorgate/errors';
import { streamBody } from '@moorgate/http';
import type { DockerPath } from './docker-path.ts';
import { headersForClient, headersForEngine } from './passed-headers.ts';

/** A request that is allowed, and where its answer goes. */
export interface DockerVisit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: DockerPath;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
  requireStill(): Promise<void>;
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** What the engine is asked, with this body. */
export const dockerRequestOf = (
  { request, path, signal, requireStill }: DockerVisit,
  body: Uint8Array | Readable | undefined,
): DockerRequest => {
  const { method = 'GET', headers } = request;
  const contentType = headers['content-type'];
  return {
    ...path,
    method,
    headers: headersForEngine(headers),
    signal,
    requireStill,
    ...(contentType === undefined ? {} : { contentType }),
    ...(body === undefined ? {} : { body }),
  };
};

const writeHead = (
  { status, reason, headers, body }: DockerAnswer,
  response: ServerResponse,
): void => {
  try {
    response.writeHead(status, reason, headersForClient(headers));
  } catch (cause) {
    body.destroy();
    throw fault('docker_call_failed', { detail: 'the answer is no HTTP', cause });
  }
  // Whoever follows something learns that they are heard.
  response.flushHeaders();
};

/**
 * Passes an answer on to its end, and resolves with its status. What breaks off on either side ends the other, so that nobody
 * takes a part for the whole. Throws `docker_call_failed` for a head that HTTP forbids.
 */
export const passOn = async (answer: DockerAnswer, response: ServerResponse): Promise<number> => {
  writeHead(answer, response);
  const { status, body } = answer;
  return new Promise((resolve) => {
    pipeline(body, response, () => resolve(status));
  });
};

/**
 * Asks the engine, and answers with what it says to the end; resolves with the status then. Throws what is to be answered in
 * its place; whatever happens after the head cuts the connection.
 */
export const answerDocker = async (
  ctx: Context,
  services: DockerServices,
  visit: DockerVisit,
): Promise<number> => {
  const { request, response } = visit;
  const body = hasBody(request) ? streamBody(request, { limitBytes: null }) : undefined;
  try {
    const asked = dockerRequestOf(visit, body);
    const answer = await withStoreFaults(() => askDockerHost(ctx, services, asked));
    return await passOn(answer, response);
  } finally {
    body?.destroy();
  }
};
