/** The tags of a repository, with the size of what is behind each. */
import {
  type Context,
  decodeCursor,
  encodeCursor,
  type Page,
  requireUnlimited,
} from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { createRegistryReader, type StoredManifest } from '../read-registry.ts';
import { isRepositoryName, isTag, tagPattern } from '../repository-name.ts';
import { askStore, type RegistryServices, requireStatus } from '../store/ask-store.ts';
import { authorizeForStore } from '../store/store-tokens.ts';

/** A tag. */
export interface ImageTag {
  readonly tag: string;
  readonly digest: string;
  readonly mediaType: string;
  /** Of its layers and its configuration together; null for a list of images, and for what is no image. */
  readonly bytes: number | null;
}

/** Which page of which repository. */
export interface TagPage {
  /** The whole name. */
  readonly name: string;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** All tags of a repository, sorted. Throws `repository_not_found` and `registry_unavailable`. */
const tagsOf = async (
  { endpoint, signer }: RegistryServices,
  name: string,
): Promise<readonly string[]> => {
  const authorization = await authorizeForStore(signer, [{ name, actions: ['pull'] }]);
  const path = `/v2/${name}/tags/list`;
  const answer = await askStore(endpoint, { method: 'GET', path, headers: { authorization } });
  if (answer.status === 404) throw fault('repository_not_found');
  requireStatus(answer.status, [200]);
  const { tags } = JSON.parse(answer.body.toString()) as { tags?: unknown };
  // One whose manifests were all deleted has null.
  const names: readonly unknown[] = Array.isArray(tags) ? tags : [];
  return names.filter((tag): tag is string => typeof tag === 'string' && isTag(tag)).toSorted();
};

const sizeOf = (descriptor: unknown): number => {
  const { size } = (descriptor ?? {}) as { size?: unknown };
  return typeof size === 'number' && Number.isSafeInteger(size) ? size : 0;
};

const bytesOf = ({ bytes }: StoredManifest): number | null => {
  try {
    const { config, layers } = JSON.parse(bytes.toString()) as {
      config?: unknown;
      layers?: unknown;
    };
    if (!Array.isArray(layers)) return null;
    return layers.reduce<number>((sum, layer) => sum + sizeOf(layer), sizeOf(config));
  } catch {
    return null;
  }
};

/**
 * A page of tags by name. Needs `containers:read` without a limit to groups. Throws `scope_missing`, `cursor_invalid`,
 * `repository_not_found` and `registry_unavailable`.
 */
export const listTags = async (
  ctx: Pick<Context, 'principal'>,
  services: RegistryServices,
  { name, cursor, limit }: TagPage,
): Promise<Page<ImageTag>> => {
  requireUnlimited(ctx.principal, ['containers:read']);
  if (!isRepositoryName(name)) throw fault('repository_not_found');
  const [after = ''] = cursor === undefined ? [] : decodeCursor(cursor, [tagPattern]);
  const behind = (await tagsOf(services, name)).filter((tag) => tag > after);
  const reader = createRegistryReader(services);
  const items: ImageTag[] = [];
  const shown = behind.slice(0, limit);
  for (const tag of shown) {
    const manifest = await reader.manifest(name, tag);
    if (manifest === undefined) continue;
    const { digest, mediaType } = manifest;
    items.push({ tag, digest, mediaType, bytes: bytesOf(manifest) });
  }
  const last = behind.length > limit ? shown.at(-1) : undefined;
  return { items, nextCursor: last === undefined ? null : encodeCursor([last]) };
};
