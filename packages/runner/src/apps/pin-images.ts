/** Decides what each service of an app runs, by digest. */
import { fault } from '@moorgate/errors';
import type { ComposeFile, ComposeService } from './compose/compose-file.ts';
import { expandVariables } from './compose/expand-variables.ts';
import { type ImageGround, kindOfSource, makeImage } from './images/make-image.ts';
import {
  type ImageReference,
  isRepositoryComponent,
  parseImageReference,
} from './registry/image-reference.ts';
import { workspaceSteps } from './workspace-path.ts';

/** What was decided. */
export interface PinnedImages {
  /** By the name of the service. */
  readonly images: ReadonlyMap<string, string>;
  /** Those that were pushed. */
  readonly pushed: readonly string[];
  /** Folders in that of the app of which images were made, relative to it. */
  readonly sources: readonly string[];
}

/** What an image is made of, as a service says it. */
interface Origin {
  readonly steps: readonly string[];
  readonly repository: string;
  readonly build: {
    dockerfile: string;
    args: Readonly<Record<string, string>>;
    target: string | null;
  };
}

const plainBuild = { dockerfile: 'Dockerfile', args: {}, target: null };

const unusable = (detail: string): Error => fault('app_unusable', { detail });

/** Who asks, in words. */
const of = (app: string, { name }: ComposeService): string => `Service ${name} of ${app}`;

const referenceOf = (
  { run }: ImageGround,
  app: string,
  service: ComposeService,
): ImageReference | null => {
  if (service.image === null) return null;
  const { factory, params, credential } = run.order;
  const values = { ...params, FACTORY: factory, HUB: credential.registryHost };
  const image = expandVariables(service.image, values);
  const reference = parseImageReference(image);
  if (reference === null) throw unusable(`${of(app, service)}: ${image} is no name of an image.`);
  return reference;
};

/** In our registry, an image of the run's own factory. */
const isOwn = ({ run }: ImageGround, { host, repository }: ImageReference): boolean =>
  host === run.order.credential.registryHost && repository.startsWith(`${run.order.factory}/`);

/** The last part of the name: of `hub/acme/web` and of `web` alone. */
const shortName = (ground: ImageGround, reference: ImageReference): string | null => {
  const { host, repository } = reference;
  if (isOwn(ground, reference)) return repository.slice(ground.run.order.factory.length + 1);
  return host === null && !repository.includes('/') ? repository : null;
};

const originOfBuild = (
  ground: ImageGround,
  app: string,
  { service, reference }: { service: ComposeService; reference: ImageReference | null },
): Origin | null => {
  const { build } = service;
  if (build === null) return null;
  const { factory } = ground.run.order;
  const named = reference === null ? null : shortName(ground, reference);
  const fallback = `${app}-${service.name.toLowerCase()}`;
  const name = named ?? (isRepositoryComponent(fallback) ? fallback : app);
  const { context, ...rest } = build;
  return { steps: workspaceSteps([app], context), repository: `${factory}/${name}`, build: rest };
};

/** A folder of the name of the image, in that of the app or beside it. */
const originOfName = async (
  ground: ImageGround,
  app: string,
  reference: ImageReference,
): Promise<Origin | null> => {
  const name = shortName(ground, reference);
  if (name === null || reference.digest !== null || !isRepositoryComponent(name)) return null;
  for (const steps of [[app, name], [name]]) {
    const kind = await kindOfSource(ground.workspace, steps, plainBuild.dockerfile);
    if (kind === 'nothing' || (kind === 'dockerfile' && ground.run.parts.engine === null)) continue;
    return { steps, repository: `${ground.run.order.factory}/${name}`, build: plainBuild };
  }
  return null;
};

const findPushed = async (
  { run, registry }: ImageGround,
  { repository, tag }: ImageReference,
): Promise<string> => {
  const found = await registry.findManifest(repository, tag ?? 'latest');
  const { registryHost } = run.order.credential;
  if (found !== null) return `${registryHost}/${repository}@${found.digest}`;
  throw unusable(`${registryHost}/${repository}:${tag ?? 'latest'} is not in the registry.`);
};

const pinned = ({ host, repository, digest }: ImageReference): string =>
  `${host === null ? '' : `${host}/`}${repository}@${digest}`;

const findByName = (
  ground: ImageGround,
  who: string,
  reference: ImageReference | null,
): Promise<string> => {
  if (reference === null) throw unusable(`${who} has neither an image nor a build.`);
  if (reference.digest !== null) return Promise.resolve(pinned(reference));
  if (isOwn(ground, reference)) return findPushed(ground, reference);
  throw unusable(
    `${who}: ${reference.repository} is an image of another registry; pin it by its digest, or push it to this one.`,
  );
};

/**
 * For each service in turn: an image that is made of a folder (`build:`, or a folder of the name of the image) is pushed; one
 * of this registry is looked up; one of another is taken if it names a digest. Throws `app_unusable` and `registry_refused`.
 */
export const pinImages = async (
  ground: ImageGround,
  app: string,
  compose: ComposeFile,
): Promise<PinnedImages> => {
  const images = new Map<string, string>();
  const pushed: string[] = [];
  const sources: string[] = [];
  for (const service of compose.services) {
    const reference = referenceOf(ground, app, service);
    const origin =
      originOfBuild(ground, app, { service, reference }) ??
      (reference === null ? null : await originOfName(ground, app, reference));
    if (origin === null) {
      images.set(service.name, await findByName(ground, of(app, service), reference));
      continue;
    }
    const digest = await makeImage(ground, origin);
    const image = `${ground.run.order.credential.registryHost}/${origin.repository}@${digest}`;
    images.set(service.name, image);
    pushed.push(image);
    const [first, ...inner] = origin.steps;
    if (first === app && inner.length > 0) sources.push(inner.join('/'));
  }
  return { images, pushed, sources };
};
