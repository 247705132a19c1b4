/** An app of a target, read from the registry. */
import type { RegistryReader } from '@moorgate/containers';
import { fault } from '@moorgate/errors';
import { parsePinnedReference } from '../image-reference.ts';
import { openComposeApp } from '../publish/collect-apps.ts';
import { readManifest } from '../publish/read-manifest.ts';
import { appsOf, type Target } from '../target.ts';

/** What is in an app. */
export interface TargetApp {
  readonly uri: string;
  /** As it was pushed. */
  readonly manifest: unknown;
  readonly files: readonly string[];
  /** The compose file as it was parsed. */
  readonly spec: unknown;
}

/**
 * Reads an app of a target.
 * Faults: target_not_found, where the target has no such app; target_content_missing; what the registry fails with.
 */
export const readTargetApp = async (
  registry: RegistryReader | null,
  target: Target,
  app: string,
): Promise<TargetApp> => {
  const uri = appsOf(target).find((one) => one.app === app)?.uri;
  const reference = uri === undefined ? null : parsePinnedReference(uri);
  if (uri === undefined || reference === null)
    throw fault('target_not_found', { detail: `${target.name} has no such app.` });
  if (registry === null)
    throw fault('target_content_missing', { detail: 'There is no registry here.' });
  const manifest = await readManifest(registry, reference);
  const { repository } = reference;
  const { files, spec } = await openComposeApp(registry, { app, repository, manifest });
  return { uri, manifest: JSON.parse(manifest.bytes.toString('utf8')), files, spec };
};
