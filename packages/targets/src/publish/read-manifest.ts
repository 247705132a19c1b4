/** Manifests in the registry (OCI image specification 1.1; those of Docker, schema 2, have the same members). */
import { createHash } from 'node:crypto';
import type { RegistryReader } from '@moorgate/containers';
import { fault } from '@moorgate/errors';
import type { PinnedReference } from '../image-reference.ts';

/** Content that a manifest names. */
export interface Descriptor {
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly bytes: number;
}

/** What a manifest names. */
export interface Manifest {
  readonly bytes: Buffer;
  readonly config: Descriptor | null;
  readonly layers: readonly Descriptor[];
  /** Of an index: the manifests of each platform. */
  readonly manifests: readonly Descriptor[];
}

/** Where manifests are read from. */
export interface ManifestSource {
  readonly registry: RegistryReader;
  /** Repositories of others are not looked into: a registry may be shared. */
  readonly factory: string;
}

const manifestBytesMax = 4 * 1_048_576;
const namedMax = 1_000;

const named = ({ repository, sha256 }: PinnedReference): string => `${repository}@sha256:${sha256}`;

const unreadable = (reference: PinnedReference, cause?: unknown): Error =>
  fault('target_content_missing', {
    detail: `The manifest ${named(reference)} is none that can be read.`,
    ...(cause === undefined ? {} : { cause }),
  });

const descriptorOf = (value: unknown): Descriptor => {
  const { digest, size } = (value ?? {}) as { readonly digest?: unknown; readonly size?: unknown };
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(typeof digest === 'string' ? digest : '')?.[1];
  if (sha256 === undefined || typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw new Error('a descriptor has no digest by SHA-256, or no size');
  return { sha256, bytes: size };
};

const descriptorsOf = (value: unknown): readonly Descriptor[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > namedMax) throw new Error('a list is none, or long');
  return value.map(descriptorOf);
};

const parseManifest = (bytes: Buffer): Manifest => {
  const body = JSON.parse(bytes.toString('utf8')) as Readonly<Record<string, unknown>>;
  const { config } = body;
  const manifest = {
    bytes,
    config: config === undefined || config === null ? null : descriptorOf(config),
    layers: descriptorsOf(body['layers']),
    manifests: descriptorsOf(body['manifests']),
  };
  if (manifest.config === null && manifest.layers.length + manifest.manifests.length === 0)
    throw new Error('it names nothing');
  return manifest;
};

/**
 * The manifest of that digest. Throws `target_content_missing`, where it is in no repository of the factory, there is none, it is
 * not what its digest says, or it has not the form of one.
 */
export const readManifest = async (
  { registry, factory }: ManifestSource,
  reference: PinnedReference,
): Promise<Manifest> => {
  const { repository, sha256 } = reference;
  if (!repository.startsWith(`${factory}/`))
    throw fault('target_content_missing', {
      detail: `${named(reference)} is in no repository of ${factory}: push it there.`,
    });
  const stored = await registry.manifest(repository, `sha256:${sha256}`);
  if (stored === undefined)
    throw fault('target_content_missing', {
      detail: `There is no ${named(reference)} in the registry.`,
    });
  const { bytes } = stored;
  const isIt = createHash('sha256').update(bytes).digest('hex') === sha256;
  if (!isIt || bytes.length > manifestBytesMax) throw unreadable(reference);
  try {
    return parseManifest(bytes);
  } catch (cause) {
    throw unreadable(reference, cause);
  }
};
