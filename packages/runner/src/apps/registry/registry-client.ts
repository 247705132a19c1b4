/** A small client of a registry: what it takes to push images and to look up what a tag means (OCI distribution specification). */
import { createHash } from 'node:crypto';
import { fault } from '@moorgate/errors';
import type { RunCredential } from '../../server/run-order.ts';
import { readBounded } from './read-bounded.ts';
import { createRegistryTokens, type RegistryTokens } from './registry-tokens.ts';
import { indexTypes, manifestTypes } from './media-types.ts';

/** A manifest as it was found. */
export interface FoundManifest {
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly digest: string;
}

/** Content that is pushed: its digest and size are those of its bytes, or the push fails. */
export interface PushedBlob {
  readonly digest: string;
  readonly bytes: number;
  open(): AsyncIterable<Uint8Array>;
}

/** All methods throw `registry_refused` when the registry does not do what it is asked. */
export interface RegistryClient {
  /** Null where there is none. */
  findManifest(repository: string, reference: string): Promise<FoundManifest | null>;
  /** A blob of at most so many bytes; throws for a longer one. Its digest is not checked. */
  readBlob(repository: string, digest: string, bytesMax: number): Promise<Buffer>;
  /** Pushes what is not there. */
  pushBlob(repository: string, blob: PushedBlob): Promise<void>;
  /** Pushes a manifest under its digest, or under a tag; returns its digest. */
  pushManifest(repository: string, manifest: PushedManifest): Promise<string>;
}

export interface PushedManifest {
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly tag: string | null;
}

const manifestBytesMax = 4 * 1024 * 1024;
const uploadTimeoutMs = 3_600_000;
const callTimeoutMs = 60_000;

const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

interface Call {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: URL;
  readonly repository: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | ReadableStream<Uint8Array>;
}

/** The first of the errors that a registry sends. */
const wordsOf = async (response: Response): Promise<string> => {
  try {
    const bytes = await readBounded(response, 64 * 1024);
    const { errors } = JSON.parse(bytes.toString()) as {
      errors?: readonly { code?: string; message?: string }[];
    };
    const [first] = errors ?? [];
    return `${first?.code ?? response.status}: ${first?.message ?? ''}`.slice(0, 500);
  } catch {
    return `HTTP ${response.status}`;
  }
};

const refuse = async (what: string, response: Response): Promise<never> => {
  throw fault('registry_refused', { detail: `${what}: ${await wordsOf(response)}` });
};

interface Door {
  readonly origin: string;
  readonly credential: RunCredential;
  readonly tokens: RegistryTokens;
  readonly signal: AbortSignal;
}

const send = async (
  { tokens, signal }: Door,
  { method, url, repository, headers, body }: Call,
): Promise<Response> => {
  const isStream = body instanceof ReadableStream;
  const timeout = AbortSignal.timeout(isStream ? uploadTimeoutMs : callTimeoutMs);
  const attempt = async (): Promise<Response> =>
    fetch(url, {
      method,
      headers: { ...(await tokens.headersFor(repository)), ...headers },
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
      ...(body === undefined ? {} : { body }),
      ...(isStream ? { duplex: 'half' } : {}),
    });
  const response = await attempt();
  const challenge = response.headers.get('www-authenticate');
  // A stream has been read by now; the call before it was answered with the same token.
  if (response.status !== 401 || challenge === null || isStream) return response;
  await response.body?.cancel();
  await tokens.answer(repository, challenge);
  return attempt();
};

/** The bytes, checked while they pass: a stream that is not what it says it is breaks off. */
async function* checked(blob: PushedBlob): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of blob.open()) {
    bytes += part.length;
    if (bytes > blob.bytes) break;
    hash.update(part);
    yield part;
  }
  if (bytes !== blob.bytes || `sha256:${hash.digest('hex')}` !== blob.digest)
    throw fault('app_unusable', {
      detail: `What is called ${blob.digest} has another content or length.`,
    });
}

/** Uploads go where the registry says, on this registry: the token is for nobody else. */
const uploadUrl = ({ origin, credential }: Door, location: string | null, digest: string): URL => {
  const url = new URL(location ?? '', origin);
  if (url.host === credential.registryHost) {
    const own = new URL(origin);
    url.protocol = own.protocol;
    url.host = own.host;
  }
  if (location === null || url.origin !== origin)
    throw fault('registry_refused', { detail: 'It sends uploads to another host.' });
  url.searchParams.set('digest', digest);
  return url;
};

const pushBlob = async (door: Door, repository: string, blob: PushedBlob): Promise<void> => {
  const base = `/v2/${repository}/blobs`;
  const found = await send(door, {
    method: 'HEAD',
    url: new URL(`${base}/${blob.digest}`, door.origin),
    repository,
  });
  if (found.status === 200) return;
  const begun = await send(door, {
    method: 'POST',
    url: new URL(`${base}/uploads/`, door.origin),
    repository,
    headers: { 'content-length': '0' },
  });
  if (begun.status !== 202) return refuse(`${repository} takes no upload`, begun);
  await begun.body?.cancel();
  let problem: unknown = null;
  const content = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* checked(blob);
    } catch (error) {
      problem = error;
      throw error;
    }
  };
  const stored = await send(door, {
    method: 'PUT',
    url: uploadUrl(door, begun.headers.get('location'), blob.digest),
    repository,
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(blob.bytes),
    },
    body: ReadableStream.from(content()),
  }).catch((error: unknown) => {
    throw problem ?? error;
  });
  if (stored.status !== 201) return refuse(`${repository} does not take ${blob.digest}`, stored);
  await stored.body?.cancel();
};

const findManifest = async (
  door: Door,
  repository: string,
  reference: string,
): Promise<FoundManifest | null> => {
  const response = await send(door, {
    method: 'GET',
    url: new URL(`/v2/${repository}/manifests/${reference}`, door.origin),
    repository,
    headers: { accept: [...manifestTypes, ...indexTypes].join(', ') },
  });
  if (response.status === 404) {
    await response.body?.cancel();
    return null;
  }
  if (response.status !== 200) return refuse(`${repository} cannot be read`, response);
  const bytes = await readBounded(response, manifestBytesMax);
  const mediaType = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  return { bytes, mediaType, digest: digestOf(bytes) };
};

const readBlob = async (
  door: Door,
  repository: string,
  { digest, bytesMax }: { readonly digest: string; readonly bytesMax: number },
): Promise<Buffer> => {
  const url = new URL(`/v2/${repository}/blobs/${digest}`, door.origin);
  const response = await send(door, { method: 'GET', url, repository });
  if (response.status !== 200) return refuse(`${digest} of ${repository} cannot be read`, response);
  return readBounded(response, bytesMax);
};

const pushManifest = async (
  door: Door,
  repository: string,
  { bytes, mediaType, tag }: PushedManifest,
): Promise<string> => {
  const digest = digestOf(bytes);
  const response = await send(door, {
    method: 'PUT',
    url: new URL(`/v2/${repository}/manifests/${tag ?? digest}`, door.origin),
    repository,
    headers: { 'content-type': mediaType },
    body: bytes,
  });
  if (response.status !== 201) return refuse(`${repository} does not take a manifest`, response);
  await response.body?.cancel();
  return digest;
};

/**
 * Speaks to the registry of the server of an order, with the credential of its run, which goes to that server alone. Nothing
 * is redirected.
 */
export const createRegistryClient = (
  credential: RunCredential,
  signal: AbortSignal,
): RegistryClient => {
  const { origin } = new URL(credential.serverUrl);
  const door = { origin, credential, tokens: createRegistryTokens(credential, signal), signal };
  return {
    findManifest: (repository, reference) => findManifest(door, repository, reference),
    readBlob: (repository, digest, bytesMax) => readBlob(door, repository, { digest, bytesMax }),
    pushBlob: (repository, blob) => pushBlob(door, repository, blob),
    pushManifest: (repository, manifest) => pushManifest(door, repository, manifest),
  };
};
