/** Reading images, for code inside. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { fault } from '@moorgate/errors';
import { isDigest, isReference, isRepositoryName } from './repository-name.ts';
import {
  askForManifest,
  openAnswer,
  type RegistryServices,
  requireStatus,
} from './store/ask-store.ts';
import { manifestTypes } from './store/manifest-types.ts';
import { authorizeForStore } from './store/store-tokens.ts';

/** A manifest as it was pushed. */
export interface StoredManifest {
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** `sha256:` and 64 hexadecimal digits, of these bytes. */
  readonly digest: string;
}

/** Content of a repository; whoever asked for it has to read the stream, or to destroy it. */
export interface StoredBlob {
  /** As the registry has it: whoever depends on the digest checks it. */
  readonly stream: Readable;
  /** How long the stream is. */
  readonly bytes: number;
}

/** What there is to be read. Each throws `registry_unavailable` where the registry does not answer, or not as one. */
export interface RegistryReader {
  /** The manifest under a tag or a digest; undefined where there is none. Of another digest than asked for there is none. */
  manifest(name: string, reference: string): Promise<StoredManifest | undefined>;
  /** The blob of this digest in this repository; undefined where there is none. */
  blob(name: string, digest: string): Promise<StoredBlob | undefined>;
}

const pullHeaders = async ({ signer }: RegistryServices, name: string) => ({
  authorization: await authorizeForStore(signer, [{ name, actions: ['pull'] }]),
  accept: manifestTypes.join(', '),
});

const readManifest = async (
  services: RegistryServices,
  name: string,
  reference: string,
): Promise<StoredManifest | undefined> => {
  if (!isRepositoryName(name) || !isReference(reference)) return undefined;
  const path = `/v2/${name}/manifests/${reference}`;
  const headers = await pullHeaders(services, name);
  const answer = await askForManifest(services.endpoint, { method: 'GET', path, headers });
  if (answer.status === 404) return undefined;
  requireStatus(answer.status, [200]);
  const digest = `sha256:${createHash('sha256').update(answer.body).digest('hex')}`;
  if (reference.startsWith('sha256:') && reference !== digest) return undefined;
  const mediaType = String(answer.headers['content-type'] ?? 'application/octet-stream');
  return { bytes: answer.body, mediaType, digest };
};

const openBlob = async (
  services: RegistryServices,
  name: string,
  digest: string,
): Promise<StoredBlob | undefined> => {
  if (!isRepositoryName(name) || !isDigest(digest)) return undefined;
  const path = `/v2/${name}/blobs/${digest}`;
  const headers = await pullHeaders(services, name);
  const answer = await openAnswer(services.endpoint, { method: 'GET', path, headers });
  const bytes = Number(answer.headers['content-length'] ?? Number.NaN);
  if (answer.statusCode === 200 && Number.isSafeInteger(bytes)) return { stream: answer, bytes };
  answer.destroy();
  if (answer.statusCode === 404) return undefined;
  throw fault('registry_unavailable', { retryAfterSeconds: 1 });
};

/** Reads with tokens of its own, for one request each. */
export const createRegistryReader = (services: RegistryServices): RegistryReader => ({
  manifest: (name, reference) => readManifest(services, name, reference),
  blob: (name, digest) => openBlob(services, name, digest),
});
