/** Reading a project definition, from YAML or from the JSON of a request. */
import type { WebhookColumn } from '@moorgate/db';
import { type DomainError, fault, type Issue } from '@moorgate/errors';
import { stringify } from 'yaml';
import {
  hostTagPattern,
  type ProjectDefinition,
  type RunDefinition,
  runNamePattern,
  secretNamePattern,
  type TriggerDefinition,
} from './definition.ts';
import { parseForeignYaml } from './foreign-yaml.ts';
import {
  below,
  note,
  type Place,
  readFields,
  readList,
  readOptionalText,
  readText,
  readTexts,
} from './read-fields.ts';

/** The largest definition that is read, in bytes of YAML. */
export const definitionBytesMax = 262_144;
const timeoutMinutesMax = 1_440;
const triggersMax = 50;
const runsMax = 200;
const webhooksMax = 10;
const paramNames = '^[A-Za-z_][A-Za-z0-9_]{0,127}$';
const volumeNames = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';
const imagePattern = '^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,511}$';
const urlPattern = '^https?://[^\\s\\u0000-\\u001f]{1,2000}$';
const scriptCharactersMax = 131_072;

const notOffered = 'is not offered here';
const refusedOfRuns = {
  'loop-on': `${notOffered}: write one run for each value`,
  'script-repo': `${notOffered}: clone the repository in the script`,
  triggers: `${notOffered}: what follows a run belongs into its script`,
  'test-grepping': notOffered,
};
const refusedOfProjects = {
  email: `${notOffered}: tell a webhook`,
  'script-repos': `${notOffered}: clone the repository in the script`,
};

interface Scripts {
  readonly [name: string]: string;
}

const readScript = (value: unknown, place: Place, scripts: Scripts): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' && Object.hasOwn(scripts, value)) return scripts[value]!;
  note(place, 'must be the name of one of `scripts`');
  return '';
};

const readParams = (value: unknown, place: Place): Record<string, string> =>
  readTexts(value, place, { names: paramNames, valueMax: 65_536 });

const readRun = (
  value: unknown,
  place: Place,
  { scripts, params }: { readonly scripts: Scripts; readonly params: Record<string, string> },
): RunDefinition => {
  const known = ['name', 'container', 'host-tag', 'script', 'params', 'persistent-volumes'];
  const run = readFields(value, place, { known, refused: refusedOfRuns });
  return {
    name: readText(run['name'], below(place, 'name'), runNamePattern),
    hostTag: readOptionalText(run['host-tag'], below(place, 'host-tag'), hostTagPattern),
    container: readOptionalText(run['container'], below(place, 'container'), imagePattern),
    script: readScript(run['script'], below(place, 'script'), scripts),
    params: { ...params, ...readParams(run['params'], below(place, 'params')) },
    persistentVolumes: readTexts(run['persistent-volumes'], below(place, 'persistent-volumes'), {
      names: volumeNames,
      valueMax: 255,
    }),
  };
};

const noteRepeated = (names: readonly string[], place: Place): void => {
  const repeated = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (repeated !== undefined) note(place, `must not have the name ${repeated} twice`);
};

const readTrigger = (
  value: unknown,
  place: Place,
  project: { readonly scripts: Scripts; readonly params: Record<string, string> },
): TriggerDefinition => {
  const known = ['name', 'type', 'params', 'runs'];
  const trigger = readFields(value, place, { known, refused: { triggers: notOffered } });
  const { scripts } = project;
  const params = { ...project.params, ...readParams(trigger['params'], below(place, 'params')) };
  const at = below(place, 'runs');
  const runs = readList(trigger['runs'], at, runsMax).map((run, index) =>
    readRun(run, below(at, index), { scripts, params }),
  );
  if (runs.length === 0) note(at, 'must have at least one run');
  noteRepeated(
    runs.map(({ name }) => name),
    at,
  );
  return { name: readText(trigger['name'], below(place, 'name'), runNamePattern), runs };
};

const readWebhook = (value: unknown, place: Place): WebhookColumn => {
  const known = ['url', 'secret_name', 'only_failures'];
  const webhook = readFields(value, place, { known });
  const onlyFailures = webhook['only_failures'] ?? false;
  if (typeof onlyFailures !== 'boolean') note(below(place, 'only_failures'), 'must be a boolean');
  return {
    url: readText(webhook['url'], below(place, 'url'), urlPattern),
    secretName: readText(webhook['secret_name'], below(place, 'secret_name'), secretNamePattern),
    onlyFailures: onlyFailures === true,
  };
};

const readWebhooks = (value: unknown, place: Place): readonly WebhookColumn[] =>
  readList(value, place, webhooksMax).map((one, index) => readWebhook(one, below(place, index)));

const readTimeout = (value: unknown, place: Place): number => {
  const minutes = Number.isInteger(value) ? (value as number) : 0;
  if (minutes >= 1 && minutes <= timeoutMinutesMax) return minutes * 60;
  note(place, `must be a number of minutes from 1 to ${String(timeoutMinutesMax)}`);
  return 60;
};

const readProject = (value: unknown, place: Place): ProjectDefinition => {
  const known = ['timeout', 'params', 'webhooks', 'notify', 'triggers', 'scripts'];
  const project = readFields(value, place, { known, refused: refusedOfProjects });
  const scripts = readTexts(project['scripts'], below(place, 'scripts'), {
    names: runNamePattern,
    valueMax: scriptCharactersMax,
  });
  const params = readParams(project['params'], below(place, 'params'));
  const at = below(place, 'triggers');
  const triggers = readList(project['triggers'], at, triggersMax).map((trigger, index) =>
    readTrigger(trigger, below(at, index), { scripts, params }),
  );
  if (triggers.length === 0) note(at, 'must have at least one trigger');
  noteRepeated(
    triggers.map(({ name }) => name),
    at,
  );
  const notified = below(place, 'notify');
  const notify = readFields(project['notify'] ?? {}, notified, {
    known: ['webhooks'],
    refused: refusedOfProjects,
  });
  return {
    timeoutSeconds: readTimeout(project['timeout'], below(place, 'timeout')),
    triggers,
    webhooks: [
      ...readWebhooks(project['webhooks'], below(place, 'webhooks')),
      ...readWebhooks(notify['webhooks'], below(notified, 'webhooks')),
    ],
  };
};

const issuesMax = 20;

/** Checks a definition that has been parsed. Throws `build_definition_invalid` with the fields that are wrong. */
export const readDefinition = (value: unknown, pointer = ''): ProjectDefinition => {
  const issues: Issue[] = [];
  const definition = readProject(value, { pointer, issues });
  if (issues.length === 0) return definition;
  throw fault('build_definition_invalid', {
    detail: issues
      .slice(0, 3)
      .map(({ pointer: at, message }) => `${at} ${message}`)
      .join('; '),
    issues: issues.slice(0, issuesMax),
  });
};

const unreadable = (detail: string): DomainError => fault('build_definition_invalid', { detail });

/** Reads YAML of a bounded length. Throws `build_definition_invalid`, which says what is wrong with it, and where. */
export const parseYaml = (content: Buffer): unknown => {
  if (content.length > definitionBytesMax)
    throw unreadable(`The file is larger than ${String(definitionBytesMax)} bytes.`);
  try {
    return parseForeignYaml(content.toString('utf8'));
  } catch (error) {
    throw unreadable(
      error instanceof RangeError ? 'It is nested too deep.' : (error as Error).message,
    );
  }
};

/** The definition as the file `project.yml` of its build. */
export const writeDefinition = (value: unknown): string => stringify(value, { lineWidth: 0 });
