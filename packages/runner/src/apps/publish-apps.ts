/** Makes apps of what a script left in its workspace, and publishes them: code of the runner, outside of the isolation. */
import type { FileHandle } from 'node:fs/promises';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fault } from '@moorgate/errors';
import type { RunContext } from '../runs/run-context.ts';
import { openFolder, readFileBeneath, withFolderBeneath } from '../workspace/open-beneath.ts';
import { walkBeneath } from '../workspace/walk-beneath.ts';
import { composeName, writeAppArchive } from './compose/app-archive.ts';
import { composeBytesMax, readComposeFile } from './compose/compose-file.ts';
import { pushApp } from './compose/push-app.ts';
import { buildTag, type ImageGround } from './images/make-image.ts';
import { pinImages } from './pin-images.ts';
import { isRepositoryComponent } from './registry/image-reference.ts';
import { createRegistryClient } from './registry/registry-client.ts';

/** What was published, as the server is told. */
export interface PublishedApps {
  /** From the name of an app to where it is, by digest. */
  readonly apps: Readonly<Record<string, string>>;
  readonly images: readonly string[];
}

const appsMax = 200;

const findApps = async (workspace: FileHandle): Promise<string[]> => {
  const apps: string[] = [];
  for await (const { path, kind } of walkBeneath(workspace, { depthMax: 1 })) {
    if (kind !== 'folder' || path.startsWith('.') || path.endsWith('.disabled')) continue;
    const compose = await readFileBeneath(workspace, `${path}/${composeName}`, composeBytesMax);
    if (compose !== null) apps.push(path);
  }
  return apps;
};

const requireNames = (apps: readonly string[]): void => {
  if (apps.length > appsMax)
    throw fault('app_unusable', { detail: `There are more than ${appsMax} apps.` });
  const wrong = apps.find((app) => !isRepositoryComponent(app));
  if (wrong !== undefined)
    throw fault('app_unusable', {
      detail: `${JSON.stringify(wrong)} can be no name of an app: small letters and digits, with \`.\`, \`_\` or \`-\` in between.`,
    });
};

interface PublishedApp {
  readonly uri: string;
  readonly images: readonly string[];
}

const publishApp = async (ground: ImageGround, app: string): Promise<PublishedApp> => {
  const { run, workspace, registry, scratch } = ground;
  const { order, console } = run;
  const bytes = await readFileBeneath(workspace, `${app}/${composeName}`, composeBytesMax);
  const compose = readComposeFile(bytes ?? Buffer.alloc(0));
  const { images, pushed, sources } = await pinImages(ground, app, compose);
  const repository = `${order.factory}/${app}`;
  const digest = await withFolderBeneath(workspace, [app], async (folder) => {
    const archive = await writeAppArchive({
      folder,
      compose: compose.pin(images),
      leftOut: sources,
      path: join(scratch, `${app}.tgz`),
      say: (sentence) => console.say(sentence),
    });
    return pushApp(registry, { repository, tag: `app-${buildTag(run)}` }, archive);
  });
  const uri = `${order.credential.registryHost}/${repository}@${digest}`;
  console.say(`App ${app}: ${uri}`);
  return { uri, images: pushed };
};

/**
 * Publishes each folder of the workspace that has a `docker-compose.yml`. The workspace is what a script made: no link in it
 * is followed, no path leads out of it, and every size has a bound. Throws `app_unusable` and `registry_refused`; what was
 * pushed by then is in the registry, and in no result.
 */
export const publishApps = async (run: RunContext): Promise<PublishedApps> => {
  const { folder, order, end, console } = run;
  const workspace = await openFolder(folder.repository);
  try {
    const names = await findApps(workspace);
    requireNames(names);
    if (names.length === 0) console.say(`No folder has a ${composeName}: there are no apps.`);
    const scratch = join(folder.root, 'publish');
    await mkdir(scratch, { mode: 0o700 });
    const registry = createRegistryClient(order.credential, end.signal);
    const ground: ImageGround = { run, registry, workspace, scratch, made: new Map() };
    const apps: Record<string, string> = {};
    const images = new Set<string>();
    for (const name of names) {
      const app = await publishApp(ground, name);
      apps[name] = app.uri;
      for (const image of app.images) images.add(image);
    }
    return { apps, images: [...images] };
  } finally {
    await workspace.close();
  }
};
