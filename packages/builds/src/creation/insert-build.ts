/** Putting a build with its runs into the store, under the next number of its factory. */
import { randomUUID } from 'node:crypto';
import { type Context, sealSecret } from '@moorgate/auth';
import {
  insertBuild,
  insertBuildStatusEvent,
  insertConsolePiece,
  insertRuns,
  type NamedSecretRow,
  type NewRunRow,
  type RunOrderRow,
  type Trx,
  upsertBuildCounter,
  type WebhookColumn,
} from '@moorgate/db';
import type { BuildServices } from '../services.ts';
import { isEnded, statusOfBuild } from '../statuses.ts';

/** A run to be made. */
export interface RunDraft {
  readonly name: string;
  /** What it is told to do; nothing, in the usual time, unless said. */
  readonly order?: Partial<RunOrderRow>;
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

const usualOrder: RunOrderRow = {
  container: null,
  script: '',
  params: {},
  timeout_seconds: defaultTimeoutSeconds,
  priority: 0,
  persistent_volumes: {},
  publishes_apps: false,
  tags: [],
  after_runs: [],
};

const runRowOf = (
  { factory }: BuildDraft,
  { name, hostTag = null, status = 'QUEUED', order = {} }: RunDraft,
  now: Date,
): Omit<NewRunRow, 'build_id'> => ({
  id: randomUUID(),
  factory,
  name,
  status,
  host_tag: hostTag,
  ...usualOrder,
  ...order,
  created_at: now,
  completed_at: status === 'QUEUED' ? null : now,
});

const noMove = { repository: null, ref: null, old_commit: null, new_commit: null };

const moveColumns = (move: BuildDraft['move']): typeof noMove | MoveColumns =>
  move === undefined
    ? noMove
    : {
        repository: move.repository,
        ref: move.ref,
        old_commit: move.old,
        new_commit: move.new,
      };

interface MoveColumns {
  readonly repository: string;
  readonly ref: string;
  readonly old_commit: string | null;
  readonly new_commit: string;
}

const insertConsoles = async (
  trx: Trx,
  { runs }: BuildDraft,
  rows: readonly { readonly id: string }[],
): Promise<void> => {
  for (const [index, row] of rows.entries()) {
    const content = Buffer.from(runs[index]?.console ?? '');
    if (content.length > 0) await insertConsolePiece(trx, { runId: row.id, offset: 0, content });
  }
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
  const { factory, triggerId = null, definition = '', webhooks = [] } = draft;
  const buildId = await upsertBuildCounter(trx, factory);
  const key = { factory, buildId };
  const rows = draft.runs.map((run) => ({ ...runRowOf(draft, run, at), build_id: buildId }));
  const status = statusOfBuild(rows.map((row) => row.status));
  await insertBuild(trx, buildId, {
    factory,
    status,
    trigger_name: draft.triggerName,
    trigger_id: triggerId,
    reason: draft.reason,
    definition,
    webhooks,
    ...moveColumns(draft.move),
    created_at: at,
    created_by: draft.createdBy,
    completed_at: isEnded(status) ? at : null,
  });
  await insertRuns(trx, rows);
  await insertBuildStatusEvent(trx, key, { at, status, run_id: null });
  for (const row of rows)
    await insertBuildStatusEvent(trx, key, { at, status: row.status, run_id: row.id });
  await insertConsoles(trx, draft, rows);
  return buildId;
};

/** Seals secrets for a build, which the runners of its runs get. */
export const sealBuildSecrets = (
  { sealingKeys }: Pick<BuildServices, 'sealingKeys'>,
  { factory, buildId }: { readonly factory: string; readonly buildId: number },
  secrets: Readonly<Record<string, string>>,
): readonly NamedSecretRow[] =>
  Object.entries(secrets).map(([name, value]) => {
    const place = { table: 'build_secrets', row: `${factory}/${String(buildId)}/${name}` };
    const { sealed, keyVersion } = sealSecret(sealingKeys, place, Buffer.from(value));
    return { name, sealed, key_version: keyVersion };
  });
