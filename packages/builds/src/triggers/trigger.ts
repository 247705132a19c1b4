/** Triggers: secrets that the runs of builds get, under names; and what is said of them. */
import { fault, type Issue } from '@moorgate/errors';
import { type Context, recordAudit, sealSecret } from '@moorgate/auth';
import {
  type BuildTriggerRow,
  deleteBuildTrigger,
  deleteTriggerSecret,
  insertBuildTrigger,
  inTransaction,
  listBuildTriggers,
  listTriggerSecretNames,
  lockBuildTriggers,
  type Trx,
  updateBuildTrigger,
  upsertTriggerSecret,
} from '@moorgate/db';
import { reservedSecret } from '../creation/create-build.ts';
import { secretNamePattern } from '../definition/definition.ts';
import type { BuildServices } from '../services.ts';

/** A trigger, without the values of its secrets. */
export interface BuildTrigger {
  readonly id: number;
  readonly type: string;
  readonly createdBy: string;
  readonly definitionRepo: string | null;
  readonly definitionFile: string | null;
  readonly queuePriority: number;
  readonly secretNames: readonly string[];
}

/** What is said of a trigger; of its secrets, `null` takes one away. What is left out stays. */
export interface TriggerChange {
  readonly type?: string | undefined;
  readonly definitionRepo?: string | null | undefined;
  readonly definitionFile?: string | null | undefined;
  readonly queuePriority?: number | undefined;
  readonly secrets?:
    readonly { readonly name: string; readonly value: string | null }[] | undefined;
}

const triggersMax = 50;
const secretsMax = 200;
const secretBytesMax = 65_536;

const triggerFromRow = (row: BuildTriggerRow, secretNames: readonly string[]): BuildTrigger => ({
  id: row.id,
  type: row.type,
  createdBy: row.created_by,
  definitionRepo: row.definition_repo,
  definitionFile: row.definition_file,
  queuePriority: row.queue_priority,
  secretNames,
});

/** The triggers of a factory, the oldest first. */
export const listTriggers = async (
  { db }: Pick<Context, 'db'>,
  factory: string,
): Promise<readonly BuildTrigger[]> => {
  const rows = await listBuildTriggers(db, factory);
  const names = await listTriggerSecretNames(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) =>
    triggerFromRow(
      row,
      names.filter(({ trigger_id: id }) => id === row.id).map(({ name }) => name),
    ),
  );
};

const checkSecrets = ({ secrets = [] }: TriggerChange): void => {
  const pattern = new RegExp(secretNamePattern);
  const issues = secrets.flatMap(({ name, value }, index): Issue[] => {
    const pointer = `/secrets/${String(index)}`;
    if (!pattern.test(name))
      return [{ pointer: `${pointer}/name`, message: `must match ${secretNamePattern}` }];
    if (name === reservedSecret)
      return [{ pointer: `${pointer}/name`, message: 'is set by the server alone' }];
    if (value !== null && Buffer.byteLength(value) > secretBytesMax)
      return [
        {
          pointer: `${pointer}/value`,
          message: `must have at most ${String(secretBytesMax)} bytes`,
        },
      ];
    return [];
  });
  if (issues.length > 0) throw fault('invalid_request', { issues });
};

const writeSecrets = async (
  trx: Trx,
  { sealingKeys }: Pick<BuildServices, 'sealingKeys'>,
  { id, secrets = [] }: Pick<TriggerChange, 'secrets'> & { readonly id: number },
): Promise<void> => {
  for (const { name, value } of secrets) {
    if (value === null) {
      await deleteTriggerSecret(trx, id, name);
      continue;
    }
    const place = { table: 'build_trigger_secrets', row: `${String(id)}/${name}` };
    const { sealed, keyVersion } = sealSecret(sealingKeys, place, Buffer.from(value));
    await upsertTriggerSecret(trx, id, { name, sealed, key_version: keyVersion });
  }
  if ((await listTriggerSecretNames(trx, [id])).length <= secretsMax) return;
  const message = `must not leave more than ${String(secretsMax)} secrets`;
  throw fault('invalid_request', { issues: [{ pointer: '/secrets', message }] });
};

/** Names of what was set and of what was taken away; values are nowhere. */
const auditOf = ({ secrets = [], ...change }: TriggerChange): Record<string, unknown> => ({
  ...change,
  secretsSet: secrets.filter(({ value }) => value !== null).map(({ name }) => name),
  secretsRemoved: secrets.filter(({ value }) => value === null).map(({ name }) => name),
});

/** Adds a trigger; answers its number. Faults: invalid_request. */
export const createTrigger = async (
  ctx: Context,
  services: Pick<BuildServices, 'sealingKeys'>,
  {
    factory,
    createdBy,
    ...change
  }: TriggerChange & {
    readonly factory: string;
    readonly createdBy: string;
  },
): Promise<number> => {
  checkSecrets(change);
  return inTransaction(ctx.db, async (trx) => {
    if ((await lockBuildTriggers(trx, factory)).length >= triggersMax)
      throw fault('invalid_request', {
        detail: `A project has at most ${String(triggersMax)} triggers.`,
      });
    const id = await insertBuildTrigger(trx, {
      factory,
      type: change.type ?? 'simple',
      created_by: createdBy,
      created_at: ctx.clock.now(),
      definition_repo: change.definitionRepo ?? null,
      definition_file: change.definitionFile ?? null,
      queue_priority: change.queuePriority ?? 0,
    });
    await writeSecrets(trx, services, { id, secrets: change.secrets });
    await recordAudit(trx, ctx, {
      action: 'build_trigger.created',
      targetKind: 'build_trigger',
      targetId: String(id),
      after: auditOf(change),
    });
    return id;
  });
};

/** Which trigger of which factory. */
export interface TriggerKey {
  readonly factory: string;
  readonly id: number;
}

const lockTrigger = async (trx: Trx, { factory, id }: TriggerKey): Promise<BuildTriggerRow> => {
  const row = (await lockBuildTriggers(trx, factory)).find((trigger) => trigger.id === id);
  if (row === undefined) throw fault('build_trigger_not_found');
  return row;
};

const columnsOf = (change: TriggerChange): Parameters<typeof updateBuildTrigger>[2] => ({
  ...(change.type === undefined ? {} : { type: change.type }),
  ...(change.definitionRepo === undefined ? {} : { definition_repo: change.definitionRepo }),
  ...(change.definitionFile === undefined ? {} : { definition_file: change.definitionFile }),
  ...(change.queuePriority === undefined ? {} : { queue_priority: change.queuePriority }),
});

/**
 * Changes a trigger. Runs that are leased from then on get the secrets as they are by then.
 * Faults: build_trigger_not_found, invalid_request.
 */
export const changeTrigger = (
  ctx: Context,
  services: Pick<BuildServices, 'sealingKeys'>,
  { factory, id, ...change }: TriggerChange & TriggerKey,
): Promise<void> => {
  checkSecrets(change);
  return inTransaction(ctx.db, async (trx) => {
    await lockTrigger(trx, { factory, id });
    await updateBuildTrigger(trx, id, columnsOf(change));
    await writeSecrets(trx, services, { id, secrets: change.secrets });
    await recordAudit(trx, ctx, {
      action: 'build_trigger.changed',
      targetKind: 'build_trigger',
      targetId: String(id),
      after: auditOf(change),
    });
  });
};

/** Deletes a trigger with its secrets; runs that are leased from then on get none. Faults: build_trigger_not_found. */
export const deleteTrigger = (ctx: Context, key: TriggerKey): Promise<void> =>
  inTransaction(ctx.db, async (trx) => {
    const { type } = await lockTrigger(trx, key);
    await deleteBuildTrigger(trx, key.id);
    await recordAudit(trx, ctx, {
      action: 'build_trigger.deleted',
      targetKind: 'build_trigger',
      targetId: String(key.id),
      before: { type },
    });
  });
