/** Reading a project definition, from YAML or from the JSON of a request. */
import type { WebhookColumn } from '@moorgate/db';
import { type DomainError, fault, type Issue } from '@moorgate/errors';
import { stringify } from 'yaml';
import { chainTrigger, type ReadTrigger } from './chain-triggers.ts';
import { type ProjectDefinition, runNamePattern, secretNamePattern } from './definition.ts';
import { parseForeignYaml } from './foreign-yaml.ts';
import {
  below,
  note,
  type Place,
  readFields,
  readList,
  readText,
  readTexts,
} from './read-fields.ts';
import { readParams, readRuns, readTriggerReferences, runsMax, type Scripts } from './read-run.ts';

/** The largest definition that is read, in bytes of YAML. */
export const definitionBytesMax = 262_144;
const timeoutMinutesMax = 1_440;
const triggersMax = 50;
const webhooksMax = 10;
const urlPattern = '^https?://[^\\s\\u0000-\\u001f]{1,2000}$';
const scriptCharactersMax = 131_072;

const notOffered = 'is not offered here';
const refusedOfProjects = {
  email: `${notOffered}: tell a webhook`,
  'script-repos': `${notOffered}: clone the repository in the script`,
};

const noteRepeated = (names: readonly string[], place: Place): void => {
  const repeated = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (repeated !== undefined) note(place, `must not have the name ${repeated} twice`);
};

const readTrigger = (
  value: unknown,
  place: Place,
  project: { readonly scripts: Scripts; readonly params: Record<string, string> },
): ReadTrigger => {
  const known = ['name', 'type', 'params', 'runs', 'triggers'];
  const trigger = readFields(value, place, { known });
  const { scripts } = project;
  const params = { ...project.params, ...readParams(trigger['params'], below(place, 'params')) };
  const at = below(place, 'runs');
  const written = readList(trigger['runs'], at, runsMax);
  if (written.length === 0) note(at, 'must have at least one run');
  return {
    name: readText(trigger['name'], below(place, 'name'), runNamePattern),
    runs: written.flatMap((run, index) => readRuns(run, below(at, index), { scripts, params })),
    triggers: readTriggerReferences(trigger['triggers'], below(place, 'triggers')),
  };
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
  const read = readList(project['triggers'], at, triggersMax).map((trigger, index) =>
    readTrigger(trigger, below(at, index), { scripts, params }),
  );
  const triggers = read.map((trigger, index) =>
    chainTrigger(read, trigger, below(below(at, index), 'runs')),
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
