/** What an app is: the files in its archive, and the images that its compose file names. */
import { parseForeignYaml } from '@moorgate/builds';
import { fault } from '@moorgate/errors';
import { scanArchive, type ScannedArchive } from './scan-archive.ts';

/** The largest archive of an app. */
export const composeArchiveBytesMax = 16 * 1_048_576;

const composeBytesMax = 1_048_576;
/** In the order in which engines look for them. */
const composeNames = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const servicesMax = 1_000;

const broken = (detail: string, cause?: unknown): Error =>
  fault('target_content_missing', { detail, ...(cause === undefined ? {} : { cause }) });

/** The files of an app and what its compose file says. */
export interface ComposeApp {
  /** Names of all files. */
  readonly files: readonly string[];
  readonly compose: { readonly name: string; readonly bytes: Buffer };
  /** As it was parsed. */
  readonly spec: unknown;
  /** Images by the names of the services. */
  readonly images: ReadonlyMap<string, string>;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const imagesIn = (spec: unknown, app: string): ReadonlyMap<string, string> => {
  const services = isRecord(spec) ? spec['services'] : undefined;
  if (!isRecord(services)) throw broken(`The compose file of ${app} has no services.`);
  const entries = Object.entries(services);
  if (entries.length > servicesMax)
    throw broken(`The compose file of ${app} has too many services.`);
  return new Map(
    entries.map(([name, service]) => {
      const image = isRecord(service) ? service['image'] : undefined;
      if (typeof image === 'string') return [name, image];
      throw broken(`The service ${name.slice(0, 128)} of ${app} names no image.`);
    }),
  );
};

const parseCompose = (bytes: Buffer, app: string): unknown => {
  try {
    return parseForeignYaml(bytes.toString('utf8'));
  } catch (cause) {
    throw broken(`The compose file of ${app} is no YAML.`, cause);
  }
};

const scan = async (archive: Buffer, app: string): Promise<ScannedArchive> => {
  try {
    return await scanArchive(archive, composeNames);
  } catch (cause) {
    throw broken(`The archive of ${app} cannot be read.`, cause);
  }
};

/** Reads the archive in which an app comes. Throws `target_content_missing`, whose detail says what is wrong with it. */
export const readComposeApp = async (archive: Buffer, app: string): Promise<ComposeApp> => {
  const { files, found } = await scan(archive, app);
  const name = composeNames.find((one) => found.has(one));
  const bytes = name === undefined ? undefined : found.get(name);
  if (name === undefined || bytes === undefined)
    throw broken(`The archive of ${app} has no compose file.`);
  if (bytes.length > composeBytesMax) throw broken(`The compose file of ${app} is too large.`);
  const spec = parseCompose(bytes, app);
  return { files, compose: { name, bytes }, spec, images: imagesIn(spec, app) };
};
