/** Which branches are built, and the tags of what is made of them: `factory-config.yml` of the repository `ci-scripts`. */
import { fault, type Issue } from '@moorgate/errors';
import { parseYaml } from '../definition/read-definition.ts';
import { below, note, type Place, readText } from '../definition/read-fields.ts';
import type { SourceReader } from '../services.ts';

/** What is built of a repository. */
export type BuildKind = 'containers' | 'platform';

/** The repositories whose branches are built. */
export const builtRepositories: Readonly<Record<string, BuildKind>> = {
  containers: 'containers',
  'lmp-manifest': 'platform',
  'meta-subscriber-overrides': 'platform',
};

const configRepository = 'ci-scripts';
const configPath = 'factory-config.yml';
const tagPattern = '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$';
const branchPrefix = 'refs/heads/';

/** Whether a reference is a branch. */
export const isBranch = (ref: string): boolean => ref.startsWith(branchPrefix);

/** `main` for `refs/heads/main`. */
export const branchOf = (ref: string): string => ref.slice(branchPrefix.length);

/** What is built of a repository; undefined for one that is not built. */
export const buildKindOf = (repository: string): BuildKind | undefined =>
  Object.hasOwn(builtRepositories, repository) ? builtRepositories[repository] : undefined;

const tagsMax = 20;

const readTag = (value: unknown, place: Place): string => {
  const isObject = typeof value === 'object' && value !== null;
  const tag = isObject ? (value as Readonly<Record<string, unknown>>)['tag'] : value;
  return readText(tag, isObject ? below(place, 'tag') : place, tagPattern);
};

const readTags = (value: unknown, place: Place): readonly string[] => {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  if (list.length > tagsMax) note(place, `must not have more than ${String(tagsMax)} entries`);
  return [...new Set(list.map((entry, index) => readTag(entry, below(place, index))))];
};

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

const sections: Readonly<Record<BuildKind, string>> = { containers: 'containers', platform: 'lmp' };

/** As much of the name of a branch as a tag can have. */
const tagOf = (branch: string): string =>
  branch
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 128);

/**
 * A branch without a configuration: that of containers has its own name as its tag, and no platform is built. Throws
 * `build_definition_invalid` for a name of which nothing can be a tag.
 */
const tagsWithout = (kind: BuildKind, branch: string): readonly string[] | null => {
  if (kind === 'platform') return null;
  const tag = tagOf(branch);
  if (tag !== '') return [tag];
  throw fault('build_definition_invalid', {
    detail: `The branch ${branch} can be no tag: say in ${configPath} which one it has.`,
  });
};

/** A branch, and what is built of the repository that it is in. */
export interface BranchKind {
  readonly kind: BuildKind;
  /** `refs/heads/…`. */
  readonly ref: string;
}

/**
 * The tags of what is built of a branch, as `<section>.tagging` of the configuration has them (`containers`, or `lmp` for the
 * platform); null for a branch that is not built. Throws `build_definition_invalid` for tags that cannot be read.
 */
export type Tagging = (branch: BranchKind) => readonly string[] | null;

const taggingOf =
  (config: unknown): Tagging =>
  ({ kind, ref }) => {
    const section = sections[kind];
    const value = memberOf(memberOf(memberOf(config, section), 'tagging'), ref);
    if (value === undefined || value === null) return null;
    const issues: Issue[] = [];
    const tags = readTags(value, {
      pointer: `/${section}/tagging/${ref.replaceAll('/', '~1')}`,
      issues,
    });
    if (issues.length === 0) return tags;
    throw fault('build_definition_invalid', {
      detail: `${configPath}: ${issues[0]!.pointer} ${issues[0]!.message}`,
      issues,
    });
  };

/**
 * Reads the configuration of a factory. Without one every branch of containers is built. Throws `build_definition_invalid` for
 * one that cannot be read, and what the source fails with.
 */
export const readTagging = async (source: SourceReader, factory: string): Promise<Tagging> => {
  const file = { factory, repository: configRepository, revision: 'HEAD', path: configPath };
  const content = await source.readFile(file);
  if (content === undefined) return ({ kind, ref }) => tagsWithout(kind, branchOf(ref));
  return taggingOf(parseYaml(content));
};
