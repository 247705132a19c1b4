/** A build that somebody asks for. */
import { type Context, principalName, recordAudit, requireUnlimited } from '@moorgate/auth';
import {
  type BuildTriggerRow,
  insertBuildSecrets,
  inTransaction,
  listBuildTriggers,
} from '@moorgate/db';
import { DomainError, fault, type Issue } from '@moorgate/errors';
import {
  type ProjectDefinition,
  publishingRun,
  secretNamePattern,
} from '../definition/definition.ts';
import { readDefinition, writeDefinition } from '../definition/read-definition.ts';
import { selectTrigger } from '../definition/select-trigger.ts';
import { type BuildServices, buildUrlOf, type SourceReader } from '../services.ts';
import type { StartedBuild } from '../source/enqueue-push.ts';
import { builtRepositories, readTagging } from '../source/factory-config.ts';
import { type BuildPlan, planBuild, runDraftOf } from '../source/plan-build.ts';
import { insertBuildWithRuns, type RunDraft, sealBuildSecrets } from './insert-build.ts';

/** What is asked for. */
export interface BuildRequest {
  readonly factory: string;
  readonly reason?: string | undefined;
  readonly triggerName?: string | undefined;
  /** For each run, over what the definition says. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  /** As an object; without one the build is that of the branch which `triggerName` names: `containers-<branch>`. */
  readonly definition?: unknown;
  readonly queuePriority?: number | undefined;
  /** The trigger whose secrets the runs get: the oldest of this type. With `-optional` behind it there need not be one. */
  readonly triggerType?: string | undefined;
  /** The same by its number. */
  readonly triggerId?: number | undefined;
}

const secretsMax = 100;
const secretCharactersMax = 65_536;

/** Set by the server alone. */
export const reservedSecret = 'triggered-by';

const invalid = (pointer: string, message: string): Error =>
  fault('invalid_request', { detail: `${pointer} ${message}`, issues: [{ pointer, message }] });

const secretIssues = (secrets: Readonly<Record<string, string>>): Issue[] =>
  Object.entries(secrets).flatMap(([name, value]) => {
    const pointer = `/secrets/${name}`;
    if (name === reservedSecret) return [{ pointer, message: 'is set by the server alone' }];
    if (!new RegExp(secretNamePattern).test(name))
      return [{ pointer, message: `must have a name that matches ${secretNamePattern}` }];
    if (value.length > secretCharactersMax)
      return [{ pointer, message: `must have at most ${String(secretCharactersMax)} characters` }];
    return [];
  });

const checkSecrets = (secrets: Readonly<Record<string, string>>): void => {
  const issues = secretIssues(secrets);
  if (Object.keys(secrets).length > secretsMax)
    issues.push({
      pointer: '/secrets',
      message: `must have at most ${String(secretsMax)} entries`,
    });
  if (issues.length > 0) throw fault('invalid_request', { issues });
};

/** The trigger whose secrets are asked for; null for none. Throws `invalid_request` where it is not there. */
const findTrigger = async (
  { db }: Pick<Context, 'db'>,
  { factory, triggerType, triggerId }: BuildRequest,
): Promise<BuildTriggerRow | null> => {
  if (triggerType === undefined && triggerId === undefined) return null;
  const type = triggerType?.replace(/-optional$/, '');
  const found = (await listBuildTriggers(db, factory)).find(
    (trigger) =>
      (type === undefined || trigger.type === type) &&
      (triggerId === undefined || trigger.id === triggerId),
  );
  if (found !== undefined) return found;
  if (triggerType?.endsWith('-optional') === true) return null;
  const pointer = triggerId === undefined ? '/trigger-type' : '/trigger-id';
  throw invalid(pointer, 'must name a trigger of this project');
};

const containersBranch = /^containers-(.+)$/;

/** The tags of what is published under the name of a branch. */
const tagsOf = async (
  source: SourceReader | null,
  { factory, triggerName = '' }: BuildRequest,
): Promise<readonly string[]> => {
  const branch = containersBranch.exec(triggerName)?.[1];
  if (branch === undefined || source === null) return [];
  const ref = `refs/heads/${branch}`;
  const tagsFor = await readTagging(source, factory);
  return tagsFor({ kind: 'containers', ref }) ?? [];
};

/** Apps that are published reach devices: whoever decides about them by a build must be allowed to do it themselves. */
const requirePublishing = ({ principal }: Pick<Context, 'principal'>): void => {
  requireUnlimited(principal, ['containers:read-update', 'targets:read-update']);
};

/** Parameters and secrets of one's own steer what was pushed: `PATH` alone is enough. */
const requireSteering = (
  ctx: Pick<Context, 'principal'>,
  { runs }: Pick<BuildPlan, 'runs'>,
  { params = {}, secrets = {} }: BuildRequest,
): void => {
  const publishes = runs.some(({ order }) => order?.publishes_apps === true);
  const brings = Object.keys(params).length + Object.keys(secrets).length;
  if (publishes && brings > 0) requirePublishing(ctx);
};

/** The fields of a definition are pointed to within the body of the request. */
const readSent = (sent: unknown): ProjectDefinition => {
  try {
    return readDefinition(sent, '/project-definition');
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'build_definition_invalid') throw error;
    throw fault('build_definition_invalid', error.details);
  }
};

const planSent = async (
  ctx: Context,
  { source }: Pick<BuildServices, 'source'>,
  request: BuildRequest,
): Promise<BuildPlan> => {
  const definition = readSent(request.definition);
  const { timeoutSeconds, webhooks } = definition;
  const trigger = selectTrigger(definition, request.triggerName ?? null);
  const publishes = trigger.runs.some(({ name }) => name === publishingRun);
  if (publishes) requirePublishing(ctx);
  const tags = publishes ? await tagsOf(source, request) : [];
  return {
    triggerName: request.triggerName ?? trigger.name,
    definition: writeDefinition(request.definition),
    webhooks,
    runs: trigger.runs.map((run) => runDraftOf(run, { timeoutSeconds, tags })),
  };
};

/** A build, with what it is made from where that is the head of a branch. */
interface Planned {
  readonly plan: BuildPlan;
  readonly head: {
    readonly repository: string;
    readonly ref: string;
    readonly commit: string;
  } | null;
}

const branchOf = ({ triggerName = '' }: BuildRequest): { kind: string; ref: string } | null => {
  const [, kind, branch] = /^(containers|platform)-(.+)$/.exec(triggerName) ?? [];
  return kind === undefined || branch === undefined ? null : { kind, ref: `refs/heads/${branch}` };
};

/** The build that a push of the head of the branch would start. */
const planBranch = async (
  ctx: Context,
  source: SourceReader | null,
  request: BuildRequest,
): Promise<Planned> => {
  const { factory } = request;
  const branch = branchOf(request);
  if (branch === null || source === null)
    throw invalid('/project-definition', 'is required, unless trigger-name is containers-<branch>');
  const { kind, ref } = branch;
  for (const repository of Object.keys(builtRepositories)) {
    if (builtRepositories[repository] !== kind) continue;
    const commit = (await source.listReferences({ factory, repository })).get(ref);
    if (commit === undefined) continue;
    const plan = await planBuild(ctx, source, { factory, repository, ref, commit });
    if (plan === null) continue;
    requireSteering(ctx, plan, request);
    return { plan, head: { repository, ref, commit } };
  }
  throw invalid('/trigger-name', 'must name a branch that is built');
};

const withRequest = (
  runs: readonly RunDraft[],
  { params = {}, queuePriority = 0 }: BuildRequest,
): readonly RunDraft[] =>
  runs.map((run) => ({
    ...run,
    order: {
      ...run.order,
      params: { ...run.order?.params, ...params },
      priority: queuePriority,
    },
  }));

/**
 * Starts a build of a definition that was sent, or of the head of a branch. Its runs get the secrets that were sent with it, and
 * those of the trigger that is named; both are sealed. A definition of one's own that publishes apps needs the scopes
 * for that too, and so do parameters and secrets for one that was pushed.
 * Faults: build_definition_invalid, invalid_request, scope_missing.
 */
export const createBuild = async (
  ctx: Context,
  services: BuildServices,
  request: BuildRequest,
): Promise<StartedBuild> => {
  const { factory, secrets = {}, reason = '' } = request;
  checkSecrets(secrets);
  const trigger = await findTrigger(ctx, request);
  const { plan, head } =
    request.definition === undefined
      ? await planBranch(ctx, services.source, request)
      : { plan: await planSent(ctx, services, request), head: null };
  const buildId = await inTransaction(ctx.db, async (trx) => {
    const id = await insertBuildWithRuns(trx, ctx, {
      ...plan,
      runs: withRequest(plan.runs, request),
      factory,
      triggerId: trigger?.id ?? null,
      reason,
      createdBy: principalName(ctx.principal),
      ...(head === null
        ? {}
        : { move: { repository: head.repository, ref: head.ref, old: null, new: head.commit } }),
    });
    const key = { factory, buildId: id };
    await insertBuildSecrets(trx, key, sealBuildSecrets(services, key, secrets));
    await recordAudit(trx, ctx, {
      action: 'build.created',
      targetKind: 'build',
      targetId: `${factory}/${String(id)}`,
      after: {
        triggerName: plan.triggerName,
        reason,
        runs: plan.runs.map(({ name }) => name),
        secrets: Object.keys(secrets),
        ...head,
      },
    });
    return id;
  });
  return { buildId, url: buildUrlOf(services, { factory, buildId }) };
};
