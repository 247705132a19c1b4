/** Holds a Dockerfile to what a build may fetch: an engine fetches with the network of its host, whatever its steps may do. */
import { fault } from '@moorgate/errors';
import { expandVariables } from '../compose/expand-variables.ts';
import { type ImageReference, parseImageReference } from '../registry/image-reference.ts';
import { type Dockerfile, type Instruction, readDockerfile } from './read-dockerfile.ts';

/** Where base images may come from. */
export interface BaseImageRules {
  /** Values of `ARG`, as the build gives them. */
  readonly args: Readonly<Record<string, string>>;
  /** Whether other registries may be asked. */
  readonly network: boolean;
  /** Whether an image is one of this registry and of the factory of the run. */
  isOwn(reference: ImageReference): boolean;
  /** By digest, the host included. Throws `app_unusable` for one that is not there, or that nothing may be built on. */
  pin(reference: ImageReference): Promise<string>;
}

const unusable = (detail: string): Error => fault('app_unusable', { detail });

/** What the words are about. */
const shown = ({ keyword, rest }: Pick<Instruction, 'keyword' | 'rest'>): string =>
  JSON.stringify(`${keyword} ${rest}`.slice(0, 200));

/** The options of what can fetch something; `RUN` has those of other builders, which lead out of what is limited here. */
const knownOptions: Readonly<Record<string, readonly string[]>> = {
  ADD: ['chown', 'chmod'],
  COPY: ['chown', 'chmod', 'from', 'link'],
  FROM: ['platform'],
  RUN: [],
};

interface WithOptions {
  readonly options: ReadonlyMap<string, string>;
  /** The options as they are written. */
  readonly written: string;
  /** What follows them. */
  readonly rest: string;
}

/** Options as they are commonly written; quotes and escapes in them are not understood, and refused. */
const readOptions = (instruction: Instruction): WithOptions => {
  const known = knownOptions[instruction.keyword] ?? [];
  const options = new Map<string, string>();
  let { rest } = instruction;
  while (rest.startsWith('--')) {
    const form = /^--([a-z]+)(?:=([A-Za-z0-9_.:/@${}-]*))?(?:\s+|$)/;
    const [all, name = '', value = ''] = form.exec(rest) ?? [];
    if (all === undefined || !known.includes(name))
      throw unusable(`${shown(instruction)}: its options are not offered here.`);
    options.set(name, value);
    rest = rest.slice(all.length);
  }
  const written = instruction.rest.slice(0, instruction.rest.length - rest.length).trim();
  return { options, written, rest };
};

/** Neither a scheme, nor a host, nor a variable or an escape that could become one. */
const plainFiles = /^[A-Za-z0-9\s._/",[\]*?=+-]*$/;

type Check = (instruction: Instruction, stages: ReadonlySet<string>, rules: BaseImageRules) => void;

const checkAdd: Check = (instruction) => {
  if (plainFiles.test(readOptions(instruction).rest)) return;
  throw unusable(
    `${shown(instruction)}: ADD takes files of the folder alone, whose names are written out; fetch others in a RUN.`,
  );
};

const checkCopy: Check = (instruction, stages, { network }) => {
  const from = readOptions(instruction).options.get('from');
  const isThere = from === undefined || /^\d+$/.test(from) || stages.has(from.toLowerCase());
  if (!isThere && !network)
    throw unusable(`${shown(instruction)}: ${from} is no stage before this one.`);
};

const checks: Readonly<Record<string, Check>> = {
  ADD: checkAdd,
  COPY: checkCopy,
  RUN: (instruction) => void readOptions(instruction),
};

/** An engine of another version may read lines otherwise; what would fetch something then has no place there. */
const checkDoubtful = ({ doubtful }: Dockerfile, rules: BaseImageRules): void => {
  for (const line of doubtful) {
    if (line.keyword === 'FROM')
      throw unusable(`${shown(line)} must not be the continuation of another line.`);
    checks[line.keyword]?.(line, new Set(), rules);
  }
};

/** `ARG` before the first stage: what the build gives, else what stands there. */
const noteArg = (
  { rest }: Instruction,
  values: Record<string, string>,
  { args }: BaseImageRules,
): void => {
  for (const [, name = '', given] of rest.matchAll(/([A-Za-z_]\w*)(?:=("[^"]*"|'[^']*'|\S*))?/g)) {
    const written = given?.replace(/^(["'])(.*)\1$/, '$2');
    if (Object.hasOwn(args, name)) values[name] = args[name]!;
    else if (written !== undefined) values[name] = expandVariables(written, values);
  }
};

/** What stands in the place of an image; null where it stays as it is written. */
const resolveBase = async (
  image: string,
  stages: ReadonlySet<string>,
  rules: BaseImageRules,
): Promise<string | null> => {
  if (stages.has(image.toLowerCase()) || image === 'scratch') return null;
  const reference = parseImageReference(image);
  if (reference === null) throw unusable(`FROM ${image} names no image.`);
  if (rules.isOwn(reference)) return rules.pin(reference);
  if (rules.network) return null;
  throw unusable(
    `FROM ${image} is an image of another registry, and builds have no network here: push it to this one.`,
  );
};

/** A stage, from its `FROM` on. */
interface Stage {
  /** What stands in the place of the line; null where that stays. */
  readonly line: string | null;
  readonly name: string | null;
}

const readStage = async (
  instruction: Instruction,
  { stages, values }: { stages: ReadonlySet<string>; values: Readonly<Record<string, string>> },
  rules: BaseImageRules,
): Promise<Stage> => {
  const { written, rest } = readOptions(instruction);
  const [all, image = '', name] = /^(\S+)(?:\s+as\s+(\S+))?$/i.exec(rest) ?? [];
  if (all === undefined || instruction.isOnBuild)
    throw unusable(`${shown(instruction)} is not understood.`);
  const pinned = await resolveBase(expandVariables(image, values), stages, rules);
  const parts = ['FROM', written, pinned, ...(name === undefined ? [] : ['AS', name])];
  const line = pinned === null ? null : parts.filter((part) => part !== '').join(' ');
  return { line, name: name?.toLowerCase() ?? null };
};

/**
 * The text of the Dockerfile with each base image of this registry named by its digest. Throws `app_unusable` where it has
 * something else fetched: a base image of another registry, unless the network is permitted; by `ADD` anything but files of
 * the folder, always.
 */
export const pinBaseImages = async (text: string, rules: BaseImageRules): Promise<string> => {
  const dockerfile = readDockerfile(text);
  checkDoubtful(dockerfile, rules);
  const lines: (string | null)[] = [...dockerfile.lines];
  const stages = new Set<string>();
  const values: Record<string, string> = {};
  let hasStage = false;
  for (const instruction of dockerfile.instructions) {
    const { keyword, from, to } = instruction;
    checks[keyword]?.(instruction, stages, rules);
    if (keyword === 'ARG' && !hasStage) noteArg(instruction, values, rules);
    if (keyword !== 'FROM') continue;
    hasStage = true;
    const { line, name } = await readStage(instruction, { stages, values }, rules);
    if (name !== null) stages.add(name);
    if (line !== null) lines.fill(null, from, to)[from] = line;
  }
  return lines.filter((line) => line !== null).join('\n');
};
