/** Uploading an update: all of it is there when it answers, or nothing. */
import { randomUUID } from 'node:crypto';
import { type Context, principalName, recordAudit } from '@moorgate/auth';
import type { BlobBatch, BlobStore } from '@moorgate/blobs';
import {
  findUpdateByKey,
  insertUpdate,
  inTransaction,
  type Trx,
  type UpdateKey,
  upsertUpdateTag,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { TufServices } from '../tuf/keys/keyring.ts';
import { signUpdate } from '../tuf/sign-update.ts';
import { storeUploadedMetadata } from '../tuf/store-uploaded-metadata.ts';
import type { ArchiveLimits } from './archive/archive-limits.ts';
import { keepFiles } from './keep-files.ts';
import {
  type ProbedTarget,
  probeUpdate,
  requireDeliverable,
  type TargetOverrides,
} from './probe/probe-update.ts';
import { type ReadyMadeMetadata, receiveArchive } from './receive-archive.ts';
import { createFileWriter, type StoredFiles } from './stored-files.ts';
import { auditIdOf, requireUpdateName, type UpdateName } from './update.ts';

/** What an upload stands on. */
export interface UploadServices extends TufServices {
  readonly blobs: BlobStore;
  /** The installation's own. */
  readonly factory: string;
  /** `host` or `host:port` of the gateway, under which agents name apps. */
  readonly appsHost: string;
  readonly archiveLimits: ArchiveLimits;
}

/** One upload. */
export interface UpdateUpload extends UpdateName {
  /** A tar archive, compressed with gzip or not. */
  readonly body: AsyncIterable<Uint8Array>;
  /** What is not to be found out from the archive; without a meaning where that has metadata of its own. */
  readonly overrides: TargetOverrides;
}

/** What has arrived: files that nobody can find yet, and the metadata or what it is to say. */
interface Received {
  readonly files: StoredFiles['files'];
  readonly metadata: ReadyMadeMetadata;
  /** Null where the archive has metadata. */
  readonly target: ProbedTarget | null;
}

const receive = async (
  ctx: Context,
  services: UploadServices,
  { batch, upload }: { readonly batch: BlobBatch; readonly upload: UpdateUpload },
): Promise<Received> => {
  const writer = createFileWriter({ db: ctx.db, blobs: services.blobs }, batch);
  const metadata = await receiveArchive(upload.body, writer, services.archiveLimits);
  requireDeliverable(writer);
  const target = metadata.size === 0 ? await probeUpdate(writer, upload.overrides) : null;
  return { files: writer.files, metadata, target };
};

/** Signs metadata, or keeps what came; no target of the tag gets a version that another one had. */
const keepMetadata = async (
  trx: Trx,
  services: UploadServices,
  update: UpdateKey & { readonly id: string; readonly received: Received },
): Promise<void> => {
  const { id: updateId, factory, tag, received } = update;
  const { target, metadata } = received;
  if (target === null) {
    const uploaded = { updateId, factory, tag, files: metadata };
    await upsertUpdateTag(trx, update, await storeUploadedMetadata(trx, services, uploaded));
    return;
  }
  const version = await upsertUpdateTag(trx, update, target.version);
  const { appsHost } = services;
  await signUpdate(trx, services, { updateId, factory, tag, appsHost, ...target, version });
};

/**
 * Receives an update under a name that is free. Its files are stored by their content, once however many updates have it;
 * its metadata is what the archive has in `tuf/`, or is made and signed here. When it rejects nothing has changed; when it
 * is interrupted, what had arrived is removed by a sweep.
 * Faults: update_name_invalid, update_exists, archive_malformed, archive_entry_forbidden, archive_too_large, body_too_large,
 * update_content_invalid, metadata_invalid, metadata_unsignable, signing_keys_missing, insufficient_storage,
 * service_unavailable, request_timeout.
 */
export const uploadUpdate = async (
  ctx: Context,
  services: UploadServices,
  upload: UpdateUpload,
): Promise<void> => {
  const { tag, name } = upload;
  requireUpdateName(upload);
  const key = { factory: services.factory, tag, name };
  if ((await findUpdateByKey(ctx.db, key)) !== undefined) throw fault('update_exists');
  await services.blobs.receiveMany(async (batch) => {
    const received = await receive(ctx, services, { batch, upload });
    const id = randomUUID();
    await inTransaction(ctx.db, async (trx) => {
      const by = principalName(ctx.principal);
      const row = { id, ...key, uploaded_at: ctx.clock.now(), uploaded_by: by };
      if (!(await insertUpdate(trx, row))) throw fault('update_exists');
      await keepFiles(trx, batch, { id, files: received.files });
      await keepMetadata(trx, services, { id, ...key, received });
      await recordAudit(trx, ctx, {
        action: 'update.uploaded',
        targetKind: 'update',
        targetId: auditIdOf(upload),
        after: { files: received.files.size, hasOwnMetadata: received.target === null },
      });
      await batch.place();
    });
  });
};
