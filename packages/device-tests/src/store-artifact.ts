/** A device sends what a test left. */
import type { Context } from '@moorgate/auth';
import { type BlobStore, boundedContent, requireWithin } from '@moorgate/blobs';
import {
  type Db,
  findArtifactRoomByTest,
  insertTestArtifact,
  lockDeviceTests,
  type TestArtifactKey,
} from '@moorgate/db';
import { type HeldDevice, writeAsDevice } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { isArtifactName, requireTestId, type TestLimits } from './test-rules.ts';

/** One artifact on its way. */
export interface ArtifactUpload {
  readonly testId: string;
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array>;
  /** What the sender announces; null where it does not. */
  readonly announcedBytes: number | null;
}

/** Where artifacts go, and how many. */
export interface ArtifactServices {
  readonly blobs: BlobStore;
  readonly limits: TestLimits;
}

const requireRoom = async (
  db: Db,
  key: TestArtifactKey,
  { bytes, limits }: { readonly bytes: number; readonly limits: TestLimits },
): Promise<void> => {
  const room = await findArtifactRoomByTest(db, key);
  if (room === undefined) throw fault('test_not_found');
  if (room.artifacts >= limits.artifactsMax)
    throw fault('artifacts_exhausted', {
      detail: `A test has at most ${String(limits.artifactsMax)} artifacts.`,
    });
  if (room.bytes + bytes > limits.totalBytesMax)
    throw fault('artifacts_exhausted', {
      detail: `The artifacts of a device have at most ${String(limits.totalBytesMax)} bytes together.`,
    });
};

/**
 * Receives an artifact of a test, whole or not at all, in the place of one of the same name. What cannot be kept is refused
 * before it is read where its sender announced its size, and by the exact sum under a lock of the device at the end.
 * Faults: test_not_found, artifact_name_invalid, artifacts_exhausted, body_too_large, insufficient_storage, request_timeout;
 * what the content fails with; those of `writeAsDevice`.
 */
export const storeArtifact = async (
  ctx: Pick<Context, 'db'>,
  services: ArtifactServices & { readonly device: Pick<HeldDevice, 'uuid' | 'generation'> },
  upload: ArtifactUpload,
): Promise<void> => {
  const { device, blobs, limits } = services;
  const { testId, name, content, announcedBytes } = upload;
  requireTestId(testId);
  if (!isArtifactName(name)) throw fault('artifact_name_invalid');
  requireWithin({ bytesMax: limits.artifactBytesMax, announcedBytes });
  const key = { uuid: device.uuid, testId, name };
  await requireRoom(ctx.db, key, { bytes: announcedBytes ?? 0, limits });
  await blobs.receive(boundedContent(content, limits.artifactBytesMax), (blob) =>
    writeAsDevice(ctx, device, async (trx) => {
      await lockDeviceTests(trx, device.uuid);
      await requireRoom(trx, key, { bytes: blob.bytes, limits });
      await insertTestArtifact(trx, key, { blobId: blob.id, bytes: blob.bytes });
      await blob.place();
    }),
  );
};
