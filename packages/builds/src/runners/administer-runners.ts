/** Runners as operators manage them. */
import { randomUUID } from 'node:crypto';
import {
  type Context,
  decodeCursor,
  drawToken,
  formatToken,
  hashSecret,
  type Page,
  pageOf,
  principalName,
  recordAudit,
} from '@moorgate/auth';
import {
  countRunners,
  deleteRunner as deleteRunnerRow,
  insertRunner,
  inTransaction,
  listRunners as listRunnerRows,
  lockRunnerById,
  lockRunsByRunner,
  type RunnerIsolation,
  type RunnerPosition,
  type RunnerRow,
} from '@moorgate/db';
import { fault, type Issue } from '@moorgate/errors';
import { hostTagPattern } from '../definition/definition.ts';
import { endRuns } from '../runs/end-run.ts';
import type { BuildServices } from '../services.ts';

/** A runner, as operators see it. */
export interface RegisteredRunner {
  readonly id: string;
  readonly name: string;
  readonly hostTags: readonly string[];
  readonly createdAt: Date;
  readonly createdBy: string;
  /** When it was last heard of; null for never. */
  readonly lastSeenAt: Date | null;
  readonly lastAddress: string | null;
  /** What it said of itself; null before it did. */
  readonly isolation: RunnerIsolation | null;
  readonly hasEngine: boolean | null;
}

/** What a runner is to be. */
export interface RunnerRequest {
  readonly factory: string;
  readonly name: string;
  /** The host tags whose runs it may take, beside those of runs that need none. */
  readonly hostTags: readonly string[];
}

export const runnerNamePattern = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';
export const hostTagsMax = 32;
const runnersMax = 1_000;

const runnerFromRow = (row: RunnerRow): RegisteredRunner => ({
  id: row.id,
  name: row.name,
  hostTags: row.host_tags,
  createdAt: row.created_at,
  createdBy: row.created_by,
  lastSeenAt: row.last_seen_at,
  lastAddress: row.last_address,
  isolation: row.isolation,
  hasEngine: row.has_engine,
});

const checkRequest = ({ name, hostTags }: RunnerRequest): void => {
  const issues: Issue[] = [];
  if (!new RegExp(runnerNamePattern).test(name))
    issues.push({ pointer: '/name', message: `must match ${runnerNamePattern}` });
  if (hostTags.length > hostTagsMax)
    issues.push({
      pointer: '/hostTags',
      message: `must have at most ${String(hostTagsMax)} entries`,
    });
  for (const [index, hostTag] of hostTags.entries())
    if (!new RegExp(hostTagPattern).test(hostTag))
      issues.push({
        pointer: `/hostTags/${String(index)}`,
        message: `must match ${hostTagPattern}`,
      });
  if (issues.length > 0) throw fault('invalid_request', { issues });
};

/**
 * Registers a runner; its token is in this answer and nowhere else. The token opens what runners do, and nothing of what
 * operators do. Faults: invalid_request, runner_exists.
 */
export const createRunner = async (
  ctx: Context,
  { tokenKeys }: Pick<BuildServices, 'tokenKeys'>,
  request: RunnerRequest,
): Promise<RegisteredRunner & { readonly token: string }> => {
  checkRequest(request);
  const drawn = drawToken('rnr');
  const { hash, keyVersion } = hashSecret(tokenKeys, drawn.secret);
  const { factory, name } = request;
  const hostTags = [...new Set(request.hostTags)];
  return inTransaction(ctx.db, async (trx) => {
    if ((await countRunners(trx, factory)) >= runnersMax)
      throw fault('runner_exists', {
        detail: `A factory has at most ${String(runnersMax)} runners.`,
      });
    const row = await insertRunner(trx, {
      id: randomUUID(),
      factory,
      name,
      host_tags: hostTags,
      token_id: drawn.id,
      secret_hash: hash,
      key_version: keyVersion,
      created_at: ctx.clock.now(),
      created_by: principalName(ctx.principal),
    });
    if (row === undefined) throw fault('runner_exists', { detail: `There is a runner ${name}.` });
    await recordAudit(trx, ctx, {
      action: 'runner.created',
      targetKind: 'runner',
      targetId: row.id,
      after: { name, hostTags },
    });
    return { ...runnerFromRow(row), token: formatToken(drawn) };
  });
};

const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const positionOf = (cursor: string | undefined): RunnerPosition | null => {
  if (cursor === undefined) return null;
  const [at, id] = decodeCursor(cursor, [instant, uuid]);
  return { created_at: new Date(at!), id: id! };
};

/** A page of the runners of a factory, the newest first. Faults: cursor_invalid. */
export const listRunners = async (
  { db }: Pick<Context, 'db'>,
  page: { readonly factory: string; readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<RegisteredRunner>> => {
  const { factory, limit, cursor } = page;
  const rows = await listRunnerRows(db, { factory, after: positionOf(cursor), limit: limit + 1 });
  const { items, nextCursor } = pageOf(rows, limit, (row) => [
    row.created_at.toISOString(),
    row.id,
  ]);
  return { items: items.map(runnerFromRow), nextCursor };
};

/**
 * Deletes a runner. From the commit on its token opens nothing, and the runs that it had have failed; their credentials are
 * worthless. Faults: runner_not_found.
 */
export const deleteRunner = async (
  ctx: Context,
  runner: { readonly factory: string; readonly id: string },
): Promise<void> => {
  if (!uuid.test(runner.id)) throw fault('runner_not_found');
  await inTransaction(ctx.db, async (trx) => {
    const row = await lockRunnerById(trx, runner);
    if (row === undefined) throw fault('runner_not_found');
    const runs = await lockRunsByRunner(trx, row.id);
    const line = `The runner ${row.name} was deleted; the run has failed and can be started again.`;
    await endRuns(trx, ctx, {
      runs,
      outcome: { status: 'FAILED', line, message: 'the runner was deleted' },
    });
    await deleteRunnerRow(trx, row.id);
    await recordAudit(trx, ctx, {
      action: 'runner.deleted',
      targetKind: 'runner',
      targetId: row.id,
      before: { name: row.name, runs: runs.length },
    });
  });
};
