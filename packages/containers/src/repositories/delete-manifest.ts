/** Deleting an image. */
import { type Context, requireUnlimited } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { IsReferenced } from '../grantee.ts';
import { createRegistryReader } from '../read-registry.ts';
import { completeManifestChange, intendManifestChange } from '../record-changes.ts';
import { isDigest, isRepositoryName } from '../repository-name.ts';
import { askStore, type RegistryServices, requireStatus } from '../store/ask-store.ts';
import { authorizeForStore } from '../store/store-tokens.ts';

/** Which one. */
export interface ManifestChoice {
  /** The whole name of its repository. */
  readonly name: string;
  /** A tag, or the digest. */
  readonly reference: string;
}

/** What it stands on. */
export interface DeletionServices extends RegistryServices {
  readonly isReferenced?: IsReferenced;
}

/** A collection runs, and nothing is written meanwhile. */
const isReadOnly = (status: number): boolean => status === 405;
const collectionRetrySeconds = 30;

/**
 * Deletes the manifest under this tag or digest, with every tag that it has, and records it; what it named goes with the next
 * collection. Needs `containers:read-update` without a limit to groups. Throws `scope_missing`, `manifest_not_found`,
 * `manifest_in_use` where a target names it, `registry_collecting` and `registry_unavailable`.
 */
export const deleteManifest = async (
  ctx: Context,
  services: DeletionServices,
  { name, reference }: ManifestChoice,
): Promise<void> => {
  requireUnlimited(ctx.principal, ['containers:read-update']);
  if (!isRepositoryName(name)) throw fault('manifest_not_found');
  const { endpoint, signer, isReferenced } = services;
  const found = isDigest(reference)
    ? { digest: reference }
    : await createRegistryReader(services).manifest(name, reference);
  if (found === undefined) throw fault('manifest_not_found');
  const { digest } = found;
  if ((await isReferenced?.(name, digest)) === true) throw fault('manifest_in_use');
  const intent = await intendManifestChange(ctx, services, {
    name,
    reference: digest,
    digest: null,
  });
  const authorization = await authorizeForStore(signer, [{ name, actions: ['delete'] }]);
  const path = `/v2/${name}/manifests/${digest}`;
  const { status } = await askStore(endpoint, {
    method: 'DELETE',
    path,
    headers: { authorization },
  });
  // What came of it where the registry fails is found out later.
  if (status < 500) await completeManifestChange(ctx, intent, status === 202);
  if (status === 404) throw fault('manifest_not_found');
  if (isReadOnly(status))
    throw fault('registry_collecting', { retryAfterSeconds: collectionRetrySeconds });
  requireStatus(status, [202]);
};
