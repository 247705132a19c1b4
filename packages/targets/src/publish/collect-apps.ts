/** Collects apps with all that they are made of from the registry, as the files that devices fetch them by. */
import type { RegistryReader } from '@moorgate/containers';
import type { TargetManifestRow } from '@moorgate/db';
import type { FileWriter } from '@moorgate/delivery';
import { fault } from '@moorgate/errors';
import { buffer } from 'node:stream/consumers';
import { type PinnedReference, parsePinnedReference } from '../image-reference.ts';
import type { AppReference } from '../target.ts';
import { type ComposeApp, composeArchiveBytesMax, readComposeApp } from './compose-file.ts';
import {
  type Descriptor,
  type Manifest,
  type ManifestSource,
  readManifest,
} from './read-manifest.ts';

/** Where from and where to. */
export interface Collection extends ManifestSource {
  readonly writer: FileWriter;
  /** `host` or `host:port` under which agents name the apps. */
  readonly appsHost: string;
}

/** What was collected. */
export interface CollectedApps {
  /** The SHA-256 of the manifest of each app, by its name. */
  readonly apps: Readonly<Record<string, string>>;
  /** Everything in the registry that was needed. */
  readonly manifests: readonly TargetManifestRow[];
}

/** An index names manifests, and none of those names an index. */
const depthMax = 3;
const manifestsMax = 5_000;

const onePiece = async function* (bytes: Buffer): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  if (bytes.length > 0) yield bytes;
};

const blobPath = (sha256: string): string => `apps/blobs/sha256/${sha256}`;

const missing = (detail: string): Error => fault('target_content_missing', { detail });

/** What one collection has so far. */
interface Progress extends Collection {
  readonly manifests: Map<string, TargetManifestRow>;
  /** Blobs that were added, by digest. */
  readonly added: Set<string>;
}

const addBytes = async (progress: Progress, path: string, bytes: Buffer): Promise<void> => {
  if (progress.writer.files.has(path) || progress.added.has(path)) return;
  progress.added.add(path);
  await progress.writer.add(path, bytes.length, onePiece(bytes));
};

/** Content of the length that its manifest says; a registry takes manifests that say another one. */
const openBlob = async (
  registry: RegistryReader,
  repository: string,
  { sha256, bytes }: Descriptor,
) => {
  const blob = await registry.blob(repository, `sha256:${sha256}`);
  if (blob === undefined) throw missing(`There is no blob sha256:${sha256} of ${repository}.`);
  if (blob.bytes === bytes) return blob;
  blob.stream.destroy();
  throw missing(`The blob sha256:${sha256} of ${repository} has another length than is said.`);
};

/** Content that this installation has is not fetched again. */
const addBlob = async (progress: Progress, repository: string, blob: Descriptor): Promise<void> => {
  const path = blobPath(blob.sha256);
  if (progress.added.has(path)) return;
  progress.added.add(path);
  const { writer, registry } = progress;
  if (await writer.addKnown(path, Buffer.from(blob.sha256, 'hex'))) return;
  const { stream, bytes } = await openBlob(registry, repository, blob);
  await writer.add(path, bytes, stream);
};

const takeManifest = async (progress: Progress, reference: PinnedReference): Promise<Manifest> => {
  const { repository, sha256 } = reference;
  const manifest = await readManifest(progress, reference);
  progress.manifests.set(`${repository}@${sha256}`, {
    repository,
    sha256: Buffer.from(sha256, 'hex'),
  });
  if (progress.manifests.size > manifestsMax) throw missing('It is made of too many images.');
  await addBytes(progress, blobPath(sha256), manifest.bytes);
  return manifest;
};

const collectImage = async (
  progress: Progress,
  reference: PinnedReference,
  depth = 0,
): Promise<void> => {
  const { repository, sha256 } = reference;
  if (progress.manifests.has(`${repository}@${sha256}`)) return;
  if (depth >= depthMax) throw missing(`${repository}@sha256:${sha256} leads to no end.`);
  const { config, layers, manifests } = await takeManifest(progress, reference);
  for (const blob of [...(config === null ? [] : [config]), ...layers])
    await addBlob(progress, repository, blob);
  for (const one of manifests)
    await collectImage(progress, { repository, sha256: one.sha256 }, depth + 1);
};

/** Reads the archive of an app, which is its first layer. */
export const openComposeApp = async (
  registry: RegistryReader,
  {
    app,
    repository,
    manifest,
  }: Pick<PinnedReference, 'repository'> & {
    readonly app: string;
    readonly manifest: Manifest;
  },
): Promise<ComposeApp> => {
  const [layer] = manifest.layers;
  if (layer === undefined || layer.bytes > composeArchiveBytesMax)
    throw missing(`The app ${app} has no archive, or one that is too large.`);
  const { stream } = await openBlob(registry, repository, layer);
  return readComposeApp(await buffer(stream), app);
};

const requireReference = (text: string, what: string): PinnedReference => {
  const reference = parsePinnedReference(text);
  if (reference !== null) return reference;
  throw missing(`${what} is ${text.slice(0, 300)}, which has no digest by SHA-256.`);
};

const collectApp = async (progress: Progress, { app, uri }: AppReference): Promise<string> => {
  const reference = requireReference(uri, `The app ${app}`);
  const { repository, sha256 } = reference;
  const manifest = await takeManifest(progress, reference);
  const { registry, appsHost } = progress;
  const { compose, images } = await openComposeApp(registry, { app, repository, manifest });
  const folder = `apps/apps/${app}/${sha256}`;
  const ownUri = `${appsHost}/apps/${app}@sha256:${sha256}`;
  await addBytes(progress, `${folder}/uri`, Buffer.from(ownUri));
  await addBytes(progress, `${folder}/${compose.name}`, compose.bytes);
  await addBytes(progress, `${folder}/manifest.json`, manifest.bytes);
  const { config, layers, manifests } = manifest;
  for (const blob of [...(config === null ? [] : [config]), ...layers])
    await addBlob(progress, repository, blob);
  for (const one of manifests) await collectImage(progress, { repository, sha256: one.sha256 });
  for (const [service, image] of images)
    await collectImage(progress, requireReference(image, `The image of ${service} in ${app}`));
  return sha256;
};

/** Content is what its name says, whatever came from the registry. */
const requireGenuine = ({ files }: FileWriter): void => {
  for (const [path, { sha256 }] of files) {
    const expected = /^apps\/blobs\/sha256\/(.*)$/.exec(path)?.[1];
    if (expected !== undefined && sha256.toString('hex') !== expected)
      throw missing(`The registry has other content for sha256:${expected}.`);
  }
};

/**
 * Adds the files of apps: `apps/apps/<app>/<sha256>/…` and every manifest, configuration and layer below
 * `apps/blobs/sha256/`, of all platforms that there are.
 * Faults: target_content_missing, whose detail says what; what the registry and the store fail with.
 */
export const collectApps = async (
  collection: Collection,
  references: readonly AppReference[],
): Promise<CollectedApps> => {
  const progress = { ...collection, manifests: new Map(), added: new Set<string>() };
  const apps: Record<string, string> = {};
  for (const reference of references) apps[reference.app] = await collectApp(progress, reference);
  await collection.writer.finish();
  requireGenuine(collection.writer);
  return { apps, manifests: [...progress.manifests.values()] };
};
