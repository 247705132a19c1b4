/** Which runs the build of a commit has. */
import type { Context } from '@moorgate/auth';
import { DomainError } from '@moorgate/errors';
import type { BuildDraft, RunDraft } from '../creation/insert-build.ts';
import {
  type ProjectDefinition,
  publishingRun,
  type RunDefinition,
} from '../definition/definition.ts';
import { parseYaml, readDefinition } from '../definition/read-definition.ts';
import { selectTrigger } from '../definition/select-trigger.ts';
import type { SourceReader } from '../services.ts';
import { type BuildKind, branchOf, buildKindOf, isBranch, readTagging } from './factory-config.ts';

/** A commit on a branch of a repository. */
export interface Head {
  readonly factory: string;
  readonly repository: string;
  /** `refs/heads/…`. */
  readonly ref: string;
  readonly commit: string;
}

/** What a build of a commit is, beside its number and its reason. */
export type BuildPlan = Pick<BuildDraft, 'triggerName' | 'runs' | 'definition' | 'webhooks'>;

const definitionPath = 'build.yml';

/** `containers-main` for the branch `main` of the repository `containers`. */
export const triggerNameOf = (kind: BuildKind, ref: string): string => `${kind}-${branchOf(ref)}`;

/** A run as the store has it. */
export const runDraftOf = (
  run: RunDefinition,
  terms: { readonly timeoutSeconds: number; readonly tags: readonly string[] },
): RunDraft => ({
  name: run.name,
  hostTag: run.hostTag,
  order: {
    container: run.container,
    script: run.script,
    params: run.params,
    timeout_seconds: terms.timeoutSeconds,
    persistent_volumes: run.persistentVolumes,
    publishes_apps: run.name === publishingRun,
    tags: run.name === publishingRun ? terms.tags : [],
    after_runs: run.after,
  },
});

const planOf = (
  definition: ProjectDefinition,
  text: string,
  terms: { readonly triggerName: string; readonly tags: readonly string[] },
): BuildPlan => {
  const { triggerName, tags } = terms;
  const { timeoutSeconds, webhooks } = definition;
  const { runs } = selectTrigger(definition, triggerName);
  const drafts = runs.map((run) => runDraftOf(run, { timeoutSeconds, tags }));
  return { triggerName, definition: text, webhooks, runs: drafts };
};

/** A build that cannot begin, with the reason where people look for it. */
const failedPlan = (triggerName: string, reason: string): BuildPlan => ({
  triggerName,
  runs: [{ name: 'read-definition', status: 'FAILED', console: `${reason}\n` }],
});

const unusable: ReadonlySet<string> = new Set([
  'build_definition_invalid',
  'source_file_too_large',
]);

/** Whether something that was pushed is at fault: a definition, or a configuration. */
const isUnusable = (error: unknown): error is DomainError =>
  error instanceof DomainError && unusable.has(error.code);

const passUnusable = (error: unknown): undefined => {
  if (!isUnusable(error)) throw error;
};

/** Which branches of a repository are built; one whose configuration cannot be used is, since its build says so. */
export const readIsBuilt = async (
  source: SourceReader,
  { factory, kind }: { readonly factory: string; readonly kind: BuildKind },
): Promise<(ref: string) => boolean> => {
  const tagsOf = await readTagging(source, factory).catch(passUnusable);
  return (ref) => {
    try {
      return tagsOf?.({ kind, ref }) !== null;
    } catch (error) {
      passUnusable(error);
      return true;
    }
  };
};

const reasonOf = (error: unknown): string => {
  if (isUnusable(error)) return `The definition of this build cannot be used: ${error.message}`;
  throw error;
};

const readPlan = async (
  source: SourceReader,
  head: Head,
  { kind, triggerName }: { readonly kind: BuildKind; readonly triggerName: string },
): Promise<BuildPlan | null> => {
  const { factory, repository, ref, commit } = head;
  const tagsOf = await readTagging(source, factory);
  const tags = tagsOf({ kind, ref });
  if (tags === null) return null;
  const file = { factory, repository, revision: commit, path: definitionPath };
  const content = await source.readFile(file);
  if (content !== undefined) {
    const definition = readDefinition(parseYaml(content));
    return planOf(definition, content.toString('utf8'), { triggerName, tags });
  }
  if (kind === 'containers')
    return { triggerName, runs: [{ name: publishingRun, order: { publishes_apps: true, tags } }] };
  const reason = `The repository ${repository} has no ${definitionPath}, which says how a platform is built.`;
  return failedPlan(triggerName, reason);
};

/**
 * What the build of a commit is, by the definition that it has; null where it is not to be built: another repository,
 * another kind of reference, or a branch that the configuration of the factory does not name. A definition that cannot be used
 * makes a build that has failed, and whose console says why.
 */
export const planBuild = async (
  { log }: Pick<Context, 'log'>,
  source: SourceReader,
  head: Head,
): Promise<BuildPlan | null> => {
  const { repository, ref } = head;
  const kind = buildKindOf(repository);
  if (kind === undefined || !isBranch(ref)) return null;
  const triggerName = triggerNameOf(kind, ref);
  try {
    return await readPlan(source, head, { kind, triggerName });
  } catch (error) {
    const reason = reasonOf(error);
    log.info({ ...head, reason }, 'a build has no definition that can be used');
    return failedPlan(triggerName, reason);
  }
};
