/** Reads the compose file of an app and writes it with every image pinned, as little changed as that takes. */
import { createHash } from 'node:crypto';
import { fault } from '@moorgate/errors';
import { type Document, isMap, isScalar, isSeq, parseDocument, visit, type YAMLMap } from 'yaml';

/** One service: what it says of its image. */
export interface ComposeService {
  readonly name: string;
  /** As it is written; null where there is none. */
  readonly image: string | null;
  readonly build: ComposeBuild | null;
}

/** What an image is built from. */
export interface ComposeBuild {
  /** Relative to the folder of the compose file. */
  readonly context: string;
  /** Relative to the context. */
  readonly dockerfile: string;
  readonly args: Readonly<Record<string, string>>;
  readonly target: string | null;
}

/** A compose file that can be pinned. */
export interface ComposeFile {
  readonly services: readonly ComposeService[];
  /** The text with the image of each service replaced, `build` taken out, and the label that tells a changed service. */
  pin(images: ReadonlyMap<string, string>): string;
}

/** What agents accept. */
export const composeBytesMax = 1024 * 1024;

const unusable = (detail: string): Error => fault('app_unusable', { detail });

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : null;

/** A mapping, or a list of `NAME=value`; what has no value would come from an environment that is not there. */
const argsOf = (value: unknown): Record<string, string> => {
  const pairs: [string, unknown][] = isJson(value)
    ? Object.entries(value)
    : (Array.isArray(value) ? value : []).map((one: unknown) => {
        const [name = '', ...rest] = (text(one) ?? '').split('=');
        return [name, rest.length === 0 ? null : rest.join('=')];
      });
  return Object.fromEntries(
    pairs.flatMap(([name, one]): [string, string][] => {
      const given = text(one);
      return given === null ? [] : [[name, given]];
    }),
  );
};

const buildOf = (value: unknown, name: string): ComposeBuild | null => {
  if (value === undefined || value === null) return null;
  const given: Json = isJson(value) ? value : { context: value };
  const context = text(given['context'] ?? '.');
  if (context === null) throw unusable(`The build of service ${name} has no context.`);
  return {
    context,
    dockerfile: text(given['dockerfile']) ?? 'Dockerfile',
    args: argsOf(given['args']),
    target: text(given['target']),
  };
};

/** What names services from elsewhere would bring images that nobody looked at. */
const serviceOf = ([name, value]: [string, unknown]): ComposeService => {
  if (!isJson(value)) throw unusable(`Service ${name} is no mapping.`);
  if (value['extends'] !== undefined)
    throw unusable(`Service ${name} extends another one; write it out.`);
  return { name, image: text(value['image']), build: buildOf(value['build'], name) };
};

/** Nothing is compared each with each, and no fault is shown with what is around it: both take long for a hostile text. */
const inShortTime = { logLevel: 'silent', prettyErrors: false, uniqueKeys: false } as const;

/** Each is looked for from the beginning of the text. */
const aliasesMax = 200;

/** Of two of one name, others might read the one that was not pinned. */
const requireEachOnce = ({ items }: YAMLMap): void => {
  const names = items.flatMap(({ key }) => (isScalar(key) ? String(key.value) : []));
  if (new Set(names).size < names.length) throw new Error('a mapping has a key twice');
};

/** As the tools read it that devices have: merge keys count, and aliases do not multiply without end. */
const readYaml = (content: string): unknown => {
  const document = parseDocument(content, { merge: true, ...inShortTime });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  let aliases = 0;
  visit(document, {
    Alias: () => {
      aliases += 1;
      if (aliases > aliasesMax) throw new Error('it has too many references');
    },
    Map: (_place, map) => requireEachOnce(map),
    // A list or a map as a key is made into text, with all keys in it again: of some hundred in each other that never ends.
    Pair: (_place, { key }) => {
      if (!isScalar(key)) throw new Error('a key is no plain text');
    },
  });
  return document.toJS({ maxAliasCount: 1000 });
};

const readServices = (content: string): ComposeService[] => {
  let found: unknown;
  try {
    found = readYaml(content);
  } catch (error) {
    throw unusable(`docker-compose.yml is no YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  if (!isJson(found)) throw unusable('docker-compose.yml is no mapping.');
  if (found['include'] !== undefined)
    throw unusable('docker-compose.yml includes other files; write it out.');
  const services = found['services'];
  if (!isJson(services) || Object.keys(services).length === 0)
    throw unusable('docker-compose.yml has no services.');
  return Object.entries(services).map(serviceOf);
};

const hashLabel = 'io.compose-spec.config-hash';

const addLabel = (document: Document, service: YAMLMap): void => {
  const hash = createHash('sha256').update(JSON.stringify(service.toJSON())).digest('hex');
  const labels = service.get('labels', true);
  if (isSeq(labels)) labels.add(document.createNode(`${hashLabel}=${hash}`));
  else if (isMap(labels)) labels.set(document.createNode(hashLabel), document.createNode(hash));
  else service.set(document.createNode('labels'), document.createNode({ [hashLabel]: hash }));
};

const pinService = (document: Document, name: string, image: string): void => {
  const service = document.getIn(['services', name], true);
  if (!isMap(service)) throw unusable(`Service ${name} has to be written out where it is named.`);
  service.set(document.createNode('image'), document.createNode(image));
  service.delete('build');
  addLabel(document, service);
};

/** As it was written: in this schema every scalar is text, and leaves as it came. */
const readDocument = (content: string): Document =>
  parseDocument(content, { schema: 'failsafe', keepSourceTokens: false, ...inShortTime });

/** Reads `docker-compose.yml`. Throws `app_unusable` for what is none, or takes services from elsewhere. */
export const readComposeFile = (bytes: Buffer): ComposeFile => {
  const content = bytes.toString();
  const services = readServices(content);
  return {
    services,
    pin: (images) => {
      const document = readDocument(content);
      for (const { name } of services) {
        const image = images.get(name);
        if (image === undefined) throw unusable(`Service ${name} has no image.`);
        pinService(document, name, image);
      }
      return document.toString({ lineWidth: 0 });
    },
  };
};
