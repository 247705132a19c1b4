/** The image of a service: found in the registry, or made of what is in the workspace and pushed. */
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { fault } from '@moorgate/errors';
import type { RunContext } from '../../runs/run-context.ts';
import { openFileIn, readFileBeneath, withFolderBeneath } from '../../workspace/open-beneath.ts';
import type { ComposeBuild } from '../compose/compose-file.ts';
import { findBaseImage } from '../dockerfile/find-base-image.ts';
import { pinBaseImages } from '../dockerfile/pin-base-images.ts';
import type { RegistryClient } from '../registry/registry-client.ts';
import { workspaceSteps } from '../workspace-path.ts';
import { buildImage, removeImage } from './build-image.ts';
import { exportImage } from './export-image.ts';
import { isImageLayout, readImageLayout } from './oci-layout.ts';
import { pushImage } from './push-image.ts';

/** What images of a run are made with. */
export interface ImageGround {
  readonly run: RunContext;
  readonly registry: RegistryClient;
  /** The open workspace. */
  readonly workspace: FileHandle;
  /** A folder that the runner alone sees, for what an engine saves. */
  readonly scratch: string;
  /** What was made already, by folder and repository. */
  readonly made: Map<string, string>;
}

/** A folder of the workspace that an image is made of. */
export interface ImageSource {
  readonly steps: readonly string[];
  /** The repository in the registry, without the host. */
  readonly repository: string;
  readonly build: Omit<ComposeBuild, 'context'>;
}

/** What a folder is to the making of images. */
export type SourceKind = 'layout' | 'dockerfile' | 'nothing';

const hasFile = async (folder: FileHandle, path: string): Promise<boolean> => {
  const steps = path.split('/');
  const name = steps.pop() ?? '';
  const file = await withFolderBeneath(folder, steps, (inner) => openFileIn(inner, name)).catch(
    () => null,
  );
  await file?.close();
  return file !== null;
};

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '');

/** Looks at a folder of the workspace; one that is not there, or behind a link, is `nothing`. */
export const kindOfSource = async (
  workspace: FileHandle,
  steps: readonly string[],
  dockerfile: string,
): Promise<SourceKind> => {
  try {
    return await withFolderBeneath(workspace, steps, async (folder) => {
      if (await isImageLayout(folder)) return 'layout';
      return (await hasFile(folder, dockerfile)) ? 'dockerfile' : 'nothing';
    });
  } catch (error) {
    if (isMissing(error)) return 'nothing';
    throw error;
  }
};

/** What a tag in our registry says of an image: which build it is of. */
export const buildTag = ({ order }: RunContext): string => `build-${order.buildId}`;

const dockerfileBytesMax = 1024 * 1024;

/** The Dockerfile of a folder with what it is built on named by digest. Throws `app_unusable`. */
const readPinned = async (
  { run, registry }: ImageGround,
  build: ImageSource['build'],
  context: FileHandle,
): Promise<string> => {
  const { factory, publishes, credential } = run.order;
  const bytes = await readFileBeneath(context, build.dockerfile, dockerfileBytesMax);
  if (bytes === null)
    throw fault('app_unusable', { detail: `${build.dockerfile} is no file of the folder.` });
  return pinBaseImages(bytes.toString(), {
    args: build.args,
    network: publishes.network,
    isOwn: ({ host, repository }) =>
      host === credential.registryHost && repository.startsWith(`${factory}/`),
    pin: (reference) => findBaseImage(registry, reference),
  });
};

const build = async (
  ground: ImageGround,
  source: ImageSource,
  context: FileHandle,
): Promise<string> => {
  const { run, registry, scratch, made } = ground;
  const { parts, order, end, console } = run;
  const { engine, settings } = parts;
  if (engine === null)
    throw fault('app_unusable', {
      detail: `${source.steps.join('/') || 'The workspace'} has a Dockerfile, and this runner has no engine to build it with; leave an OCI image layout instead.`,
    });
  const name = `moorgate-run-${order.runId}:${made.size}`;
  const steps = workspaceSteps([], source.build.dockerfile);
  const plain = { ...source.build, dockerfile: steps.join('/') };
  const dockerfile = await readPinned(ground, plain, context);
  try {
    const id = await buildImage(engine, {
      context,
      build: plain,
      dockerfile,
      name,
      credential: order.credential,
      network: order.publishes.network,
      limits: settings.limits,
      signal: end.signal,
      onOutput: (bytes) => console.write(bytes),
    });
    const folder = join(scratch, `image-${made.size}`);
    const image = await exportImage(engine, id, { folder, signal: end.signal });
    return await pushImage(registry, { repository: source.repository, tag: buildTag(run) }, image);
  } finally {
    await removeImage(engine, name).catch(() => undefined);
  }
};

const make = (ground: ImageGround, source: ImageSource): Promise<string> =>
  withFolderBeneath(ground.workspace, source.steps, async (folder) => {
    const { run, registry } = ground;
    const name = source.steps.join('/');
    if (!(await isImageLayout(folder))) return build(ground, source, folder);
    run.console.say(`${name} is an image layout; it is pushed as ${source.repository}.`);
    const bytesMax = run.parts.settings.limits.diskBytes;
    const image = await readImageLayout({ folder, name, bytesMax });
    return pushImage(registry, { repository: source.repository, tag: buildTag(run) }, image);
  });

/**
 * Makes the image of a folder and pushes it, once however many services use it; returns its digest. Throws `app_unusable` and
 * `registry_refused`.
 */
export const makeImage = async (ground: ImageGround, source: ImageSource): Promise<string> => {
  const { made } = ground;
  const key = JSON.stringify([source.steps, source.repository, source.build]);
  const known = made.get(key);
  if (known !== undefined) return known;
  const digest = await make(ground, source).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    throw fault('app_unusable', {
      detail: `${source.steps.join('/')} is no folder of the workspace.`,
    });
  });
  made.set(key, digest);
  return digest;
};
