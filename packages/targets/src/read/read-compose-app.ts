/** An app of a target, read from the registry. */
import type { RegistryReader } from '@moorgate/containers';
import { DomainError, fault } from '@moorgate/errors';
import { type PinnedReference, parsePinnedReference } from '../image-reference.ts';
import { openComposeApp } from '../publish/collect-apps.ts';
import { type ManifestSource, readManifest } from '../publish/read-manifest.ts';
import { appsOf, type Target } from '../target.ts';

/** What is in an app. */
export interface TargetApp {
  readonly uri: string;
  /** What is missing in the registry, or wrong there, so that nothing else is known of the app; null where it is whole. */
  readonly error: string | null;
  /** As it was pushed. */
  readonly manifest: unknown;
  readonly files: readonly string[];
  /** The compose file as it was parsed. */
  readonly spec: unknown;
}

/** Where apps are read from. */
export interface AppSource extends Pick<ManifestSource, 'factory'> {
  /** Null where there is none. */
  readonly registry: RegistryReader | null;
}

type Content = Pick<TargetApp, 'manifest' | 'files' | 'spec'>;

const readContent = async (
  { registry, factory }: AppSource,
  app: string,
  reference: PinnedReference,
): Promise<Content> => {
  if (registry === null)
    throw fault('target_content_missing', { detail: 'There is no registry here.' });
  const manifest = await readManifest({ registry, factory }, reference);
  const { repository } = reference;
  const { files, spec } = await openComposeApp(registry, { app, repository, manifest });
  return { manifest: JSON.parse(manifest.bytes.toString('utf8')), files, spec };
};

/**
 * Reads an app of a target; where it is not whole in the registry, or in a repository of another factory, the answer says so.
 * Faults: target_not_found, where the target has no such app; what the registry fails with.
 */
export const readTargetApp = async (
  source: AppSource,
  target: Target,
  app: string,
): Promise<TargetApp> => {
  const uri = appsOf(target).find((one) => one.app === app)?.uri;
  const reference = uri === undefined ? null : parsePinnedReference(uri);
  if (uri === undefined || reference === null)
    throw fault('target_not_found', { detail: `${target.name} has no such app.` });
  try {
    return { uri, error: null, ...(await readContent(source, app, reference)) };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'target_content_missing') throw error;
    return { uri, error: error.message, manifest: null, files: [], spec: null };
  }
};
