/** A runner sends what a run leaves. */
import type { Context } from '@moorgate/auth';
import { boundedContent, requireWithin } from '@moorgate/blobs';
import {
  type Db,
  findConflictingArtifactByPath,
  findRunArtifactRoomByPath,
  insertRunArtifact,
  inTransaction,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type HeldLease, lockLeasedRun } from '../runs/held-lease.ts';
import type { BuildServices, RunLimits } from '../services.ts';
import { foldersOf, isArtifactPath } from './artifact-path.ts';

/** One artifact on its way. */
export interface ArtifactUpload {
  /** Below the run, with slashes. */
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array>;
  /** What the sender announces; null where it does not. */
  readonly announcedBytes: number | null;
}

const requireRoom = async (
  db: Db,
  { runId, path }: { readonly runId: string; readonly path: string },
  { bytes, limits }: { readonly bytes: number; readonly limits: RunLimits },
): Promise<void> => {
  const room = await findRunArtifactRoomByPath(db, runId, path);
  if (room.artifacts >= limits.artifactsMax)
    throw fault('run_artifacts_exhausted', {
      detail: `A run has at most ${String(limits.artifactsMax)} artifacts.`,
    });
  if (room.bytes + bytes > limits.artifactsBytesMax)
    throw fault('run_artifacts_exhausted', {
      detail: `The artifacts of a run have at most ${String(limits.artifactsBytesMax)} bytes together.`,
    });
  const other = await findConflictingArtifactByPath(db, runId, { path, folders: foldersOf(path) });
  if (other !== undefined)
    throw fault('run_artifact_path_invalid', { detail: `${other} is there already.` });
};

/**
 * Receives an artifact of a run, whole or not at all, in the place of one of the same path. What cannot be kept is refused
 * before it is read where its sender announced its size, and by the exact sum under the lock of the run at the end.
 * Faults: run_lease_lost, run_artifact_path_invalid, run_artifacts_exhausted, body_too_large, insufficient_storage,
 * request_timeout; what the content fails with.
 */
export const storeRunArtifact = async (
  ctx: Pick<Context, 'db' | 'clock'>,
  { blobs, limits }: Pick<BuildServices, 'blobs' | 'limits'>,
  { lease, upload }: { readonly lease: HeldLease; readonly upload: ArtifactUpload },
): Promise<void> => {
  const { path, content, announcedBytes } = upload;
  if (!isArtifactPath(path)) throw fault('run_artifact_path_invalid');
  requireWithin({ bytesMax: limits.artifactBytesMax, announcedBytes });
  const key = { runId: lease.runId, path };
  await inTransaction(ctx.db, async (trx) => {
    await lockLeasedRun(trx, ctx, lease);
    await requireRoom(trx, key, { bytes: announcedBytes ?? 0, limits });
  });
  await blobs.receive(boundedContent(content, limits.artifactBytesMax), (blob) =>
    inTransaction(ctx.db, async (trx) => {
      await lockLeasedRun(trx, ctx, lease);
      await requireRoom(trx, key, { bytes: blob.bytes, limits });
      await insertRunArtifact(trx, {
        run_id: lease.runId,
        path,
        blob_id: blob.id,
        bytes: blob.bytes,
        created_at: ctx.clock.now(),
      });
      await blob.place();
    }),
  );
};
