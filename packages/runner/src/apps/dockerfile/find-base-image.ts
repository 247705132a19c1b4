/** Base images of this registry, as they are when a build begins. */
import { createHash } from 'node:crypto';
import { fault } from '@moorgate/errors';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { digestForm, type ImageReference } from '../registry/image-reference.ts';
import { indexTypes, manifestTypes } from '../registry/media-types.ts';
import type { FoundManifest, RegistryClient } from '../registry/registry-client.ts';

const DescriptorSchema = Type.Object({ digest: Type.String({ pattern: digestForm.source }) });
const IndexSchema = Type.Object({ manifests: Type.Array(DescriptorSchema, { maxItems: 64 }) });
const ManifestSchema = Type.Object({ config: DescriptorSchema });

const configBytesMax = 4 * 1024 * 1024;

const unusable = (detail: string): Error => fault('app_unusable', { detail });

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
};

const digestOf = (bytes: Buffer): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

interface Search {
  readonly registry: RegistryClient;
  readonly repository: string;
  /** For words. */
  readonly image: string;
}

/** Instructions that an image holds back for whoever builds on it would be carried out unseen. */
const requireNoTriggers = async (
  { registry, repository, image }: Search,
  digest: string,
): Promise<void> => {
  const bytes = await registry.readBlob(repository, digest, configBytesMax);
  const found = digestOf(bytes) === digest ? parseJson(bytes) : undefined;
  const { config } = (found ?? {}) as { config?: { OnBuild?: unknown } | null };
  const triggers = config?.OnBuild ?? [];
  if (found === undefined || !Array.isArray(triggers))
    throw unusable(`The configuration of ${image} is none of an image.`);
  if (triggers.length > 0)
    throw unusable(`${image} has instructions for images that are built on it (ONBUILD).`);
};

const requireUsable = async (search: Search, manifest: FoundManifest, depth = 0): Promise<void> => {
  const content = parseJson(manifest.bytes);
  if (manifestTypes.includes(manifest.mediaType) && Value.Check(ManifestSchema, content))
    return requireNoTriggers(search, content.config.digest);
  if (depth > 1 || !indexTypes.includes(manifest.mediaType) || !Value.Check(IndexSchema, content))
    throw unusable(`${search.image} is no image that can be built on.`);
  for (const { digest } of content.manifests) {
    const inner = await search.registry.findManifest(search.repository, digest);
    // Of an image for several platforms, not every one has to be there.
    if (inner !== null) await requireUsable(search, inner, depth + 1);
  }
};

/**
 * The image by its digest, as an engine pulls it. Throws `app_unusable` for one that is not there, and for one that holds
 * instructions back for those who build on it.
 */
export const findBaseImage = async (
  registry: RegistryClient,
  { host, repository, tag, digest }: ImageReference,
): Promise<string> => {
  const image = `${host}/${repository}${digest === null ? `:${tag ?? 'latest'}` : `@${digest}`}`;
  const found = await registry.findManifest(repository, digest ?? tag ?? 'latest');
  if (found === null) throw unusable(`${image} is not in the registry.`);
  await requireUsable({ registry, repository, image }, found);
  return `${host}/${repository}@${found.digest}`;
};
