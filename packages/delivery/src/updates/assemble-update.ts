/** An update that is put together here, out of what this installation has, and not from an archive. */
import { randomUUID } from 'node:crypto';
import { type Context, principalName, recordAudit } from '@moorgate/auth';
import {
  type Db,
  findUpdateByKey,
  findUpdateFileByPath,
  insertRepositoryFiles,
  insertUpdate,
  inTransaction,
  type Trx,
  upsertUpdateTag,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { signUpdate, type TargetToSign } from '../tuf/sign-update.ts';
import { keepFiles } from './keep-files.ts';
import { createFileWriter, type FileWriter } from './stored-files.ts';
import { auditIdOf, requireUpdateName, type UpdateName } from './update.ts';
import type { UploadServices } from './upload-update.ts';

/** What it stands on. */
export type AssemblyServices = Omit<UploadServices, 'archiveLimits'>;

/** An update that was put together, in the transaction that it appears with. */
export interface AssembledUpdate {
  readonly id: string;
  /** Whether the files of the commits are there: updates that were uploaded had them. */
  readonly hasRepository: boolean;
}

/** How one is put together. */
export interface UpdateAssembly extends UpdateName {
  /** What agents are to be told of it: one target for each hardware. */
  readonly targets: readonly [TargetToSign, ...TargetToSign[]];
  /** Adds the files; what it throws ends everything. */
  collect(writer: FileWriter): Promise<void>;
  /** The last words in the transaction; what it throws takes everything back. */
  commit(trx: Trx, update: AssembledUpdate): Promise<void>;
}

const insert = async (
  ctx: Context,
  trx: Trx,
  { id, factory, tag, name }: UpdateName & { readonly id: string; readonly factory: string },
): Promise<void> => {
  const by = principalName(ctx.principal);
  const row = { id, factory, tag, name, uploaded_at: ctx.clock.now(), uploaded_by: by };
  if (!(await insertUpdate(trx, row))) throw fault('update_exists');
};

/** Where a commit is among the files of an update. */
const commitPathOf = (commit: string): string =>
  `ostree_repo/objects/${commit.slice(0, 2)}/${commit.slice(2)}.commit`;

const commitsOf = (targets: readonly TargetToSign[]): readonly string[] => [
  ...new Set(targets.map(({ ostreeHash }) => ostreeHash).filter((one) => one !== null)),
];

/** Whether an update has the commits of these targets; a target without a file system has none. */
export const hasCommits = async (
  db: Db,
  updateId: string,
  targets: readonly TargetToSign[],
): Promise<boolean> => {
  for (const commit of commitsOf(targets))
    if ((await findUpdateFileByPath(db, { updateId, path: commitPathOf(commit) })) === undefined)
      return false;
  return true;
};

/** The files of the commits, from updates that have them; whether there are such for all. */
const shareRepositories = async (
  trx: Trx,
  update: { readonly id: string; readonly factory: string },
  targets: readonly TargetToSign[],
): Promise<boolean> => {
  let isComplete = true;
  for (const commit of commitsOf(targets)) {
    const commitPath = commitPathOf(commit);
    isComplete = (await insertRepositoryFiles(trx, { ...update, commitPath })) && isComplete;
  }
  return isComplete;
};

/**
 * Makes an update under a name that is free, signs what agents are told of it, and shares the files of its commits
 * with updates that were uploaded with them. When it rejects nothing has changed.
 * Faults: update_name_invalid, update_exists, metadata_unsignable, signing_keys_missing, insufficient_storage,
 * service_unavailable, request_timeout.
 */
export const assembleUpdate = async (
  ctx: Context,
  services: AssemblyServices,
  { tag, name, targets, collect, commit }: UpdateAssembly,
): Promise<void> => {
  requireUpdateName({ tag, name });
  const key = { factory: services.factory, tag, name };
  if ((await findUpdateByKey(ctx.db, key)) !== undefined) throw fault('update_exists');
  await services.blobs.receiveMany(async (batch) => {
    const writer = createFileWriter({ db: ctx.db, blobs: services.blobs }, batch);
    await collect(writer);
    await writer.finish();
    const id = randomUUID();
    await inTransaction(ctx.db, async (trx) => {
      await insert(ctx, trx, { id, ...key });
      await keepFiles(trx, batch, { id, files: writer.files });
      const { appsHost, factory } = services;
      const hasRepository = await shareRepositories(trx, { id, factory }, targets);
      const [target, ...others] = targets;
      await upsertUpdateTag(trx, key, target.version);
      const place = { updateId: id, factory, tag, appsHost };
      await signUpdate(trx, services, { ...place, ...target, others });
      await recordAudit(trx, ctx, {
        action: 'update.assembled',
        targetKind: 'update',
        targetId: auditIdOf({ tag, name }),
        after: { files: writer.files.size, hasRepository },
      });
      await commit(trx, { id, hasRepository });
      await batch.place();
    });
  });
};
