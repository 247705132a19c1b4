/** Putting a build with its runs into the store, under the next number of its factory. */
import { randomUUID } from 'node:crypto';
import { type Context, sealSecret } from '@moorgate/auth';
import {
  insertBuild,
  insertBuildSecrets,
  insertBuildStatusEvent,
  insertConsolePiece,
  insertRuns,
  type NewRunRow,
  type RunOrderRow,
  type Trx,
  upsertBuildCounter,
  type WebhookColumn,
} from '@moorgate/db';
import type { BuildServices } from '../services.ts';
import { statusOfBuild } from '../statuses.ts';

/** A run to be made. */
export interface RunDraft extends Partial<RunOrderRow> {
  readonly name: string;
  readonly hostTag?: string | null;
  /** `QUEUED`, unless nobody is to execute it. */
  readonly status?: 'QUEUED' | 'PASSED' | 'FAILED';
  /** What its console says from the beginning. */
  readonly console?: string;
}

/** A build to be made. */
export interface BuildDraft {
  readonly factory: string;
  readonly triggerName: string | null;
  readonly triggerId?: number | null;
  readonly reason: string;
  readonly createdBy: string;
  readonly runs: readonly RunDraft[];
  readonly definition?: string;
  readonly webhooks?: readonly WebhookColumn[];
  readonly move?: {
    readonly repository: string;
    readonly ref: string;
    readonly old: string | null;
    readonly new: string;
  };
}

/** How long a run may take where nothing says so: what its kind of work usually takes, and some more. */
export const defaultTimeoutSeconds = 7_200;

const runRowOf = (draft: BuildDraft, run: RunDraft, now: Date): Omit<NewRunRow, 'build_id'> => {
  const status = run.status ?? 'QUEUED';
  return {
    id: randomUUID(),
    factory: draft.factory,
    name: run.name,
    status,
    host_tag: run.hostTag ?? null,
    container: run.container ?? null,
    script: run.script ?? '',
    params: run.params ?? {},
    timeout_seconds: run.timeout_seconds ?? defaultTimeoutSeconds,
    priority: run.priority ?? 0,
    persistent_volumes: run.persistent_volumes ?? {},
    publishes_apps: run.publishes_apps ?? false,
    tags: run.tags ?? [],
    created_at: now,
    completed_at: status === 'QUEUED' ? null : now,
  };
};

/**
 * Draws the next number and inserts the build with its runs, their events and what their consoles begin with. The counter of
 * the factory is locked from here to the end of the transaction.
 */
export const insertBuildWithRuns = async (
  trx: Trx,
  { clock }: Pick<Context, 'clock'>,
  draft: BuildDraft,
): Promise<number> => {
  const at = clock.now();
  const { factory, move } = draft;
  const buildId = await upsertBuildCounter(trx, factory);
  const key = { factory, buildId };
  const rows = draft.runs.map((run) => ({ ...runRowOf(draft, run, at), build_id: buildId }));
  const status = statusOfBuild(rows.map((row) => row.status));
  await insertBuild(trx, buildId, {
    factory,
    status,
    trigger_name: draft.triggerName,
    trigger_id: draft.triggerId ?? null,
    reason: draft.reason,
    definition: draft.definition ?? '',
    webhooks: draft.webhooks ?? [],
    repository: move?.repository ?? null,
    ref: move?.ref ?? null,
    old_commit: move?.old ?? null,
    new_commit: move?.new ?? null,
    created_at: at,
    created_by: draft.createdBy,
    completed_at: rows.every((row) => row.completed_at !== null) ? at : null,
  });
  await insertRuns(trx, rows);
  await insertBuildStatusEvent(trx, key, { at, status, run_id: null });
  for (const [index, row] of rows.entries()) {
    await insertBuildStatusEvent(trx, key, { at, status: row.status, run_id: row.id });
    const content = Buffer.from(draft.runs[index]?.console ?? '');
    if (content.length > 0) await insertConsolePiece(trx, { runId: row.id, offset: 0, content });
  }
  return buildId;
};

/** Seals secrets for a build, which the runners of its runs get. */
export const sealBuildSecrets = (
  { sealingKeys }: Pick<BuildServices, 'sealingKeys'>,
  { factory, buildId }: { readonly factory: string; readonly buildId: number },
  secrets: Readonly<Record<string, string>>,
): Parameters<typeof insertBuildSecrets>[2] =>
  Object.entries(secrets).map(([name, value]) => {
    const place = { table: 'build_secrets', row: `${factory}/${String(buildId)}/${name}` };
    const { sealed, keyVersion } = sealSecret(sealingKeys, place, Buffer.from(value));
    return { name, sealed, key_version: keyVersion };
  });
