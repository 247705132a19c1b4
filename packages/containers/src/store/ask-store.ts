/** Asking the registry for something whole. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import { fault } from '@moorgate/errors';
import { type RegistryEndpoint, requestStore, type StoreRequest } from './registry-endpoint.ts';
import type { TokenSigner } from '../tokens/token-signer.ts';

/** The registry, and what it trusts. */
export interface RegistryServices {
  readonly endpoint: RegistryEndpoint;
  readonly signer: TokenSigner;
}

/** An answer that was read to its end. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** More than any manifest or list has; what is longer is no answer of a registry. */
const bodyBytesMax = 8 * 1_048_576;

/** Sends a request, its body included, and answers with the head of the answer. Throws `registry_unavailable`. */
export const openAnswer = async (
  endpoint: RegistryEndpoint,
  asked: StoreRequest,
): Promise<IncomingMessage> => {
  const outgoing = requestStore(endpoint, asked);
  try {
    outgoing.end(asked.body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    // What breaks off later is told by the stream; of a request that is over nobody else listens.
    outgoing.on('error', () => undefined);
    return answer;
  } catch (cause) {
    throw fault('registry_unavailable', { cause, retryAfterSeconds: 1 });
  }
};

/** Reads an answer whole. Throws `registry_unavailable`. */
export const askStore = async (
  endpoint: RegistryEndpoint,
  asked: StoreRequest,
): Promise<WholeAnswer> => {
  const answer = await openAnswer(endpoint, asked);
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of answer as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > bodyBytesMax) throw new Error('the registry answers more than it should');
      pieces.push(piece);
    }
  } catch (cause) {
    throw fault('registry_unavailable', { cause, retryAfterSeconds: 1 });
  }
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces) };
};

/** When it is asked again, in milliseconds. */
const againAfterMs = [10, 50, 250] as const;

/**
 * Reads a manifest, or asks for one, as `askStore` does. The registry writes links to manifests in place, and answers 500 to
 * whoever reads one in that moment: it is asked again, three times at most.
 */
export const askForManifest = async (
  endpoint: RegistryEndpoint,
  asked: StoreRequest & { readonly method: 'GET' | 'HEAD' },
): Promise<WholeAnswer> => {
  for (const ms of againAfterMs) {
    const answer = await askStore(endpoint, asked);
    if (answer.status !== 500) return answer;
    await after(ms);
  }
  return askStore(endpoint, asked);
};

/** Passes for one of these statuses. Throws `registry_unavailable` for every other. */
export const requireStatus = (status: number | undefined, expected: readonly number[]): void => {
  if (status !== undefined && expected.includes(status)) return;
  throw fault('registry_unavailable', {
    cause: new Error(`the registry answered ${String(status)}`),
    retryAfterSeconds: 1,
  });
};
