/** What operators see of the tests of a device. */
import type { Context } from '@moorgate/auth';
import type { BlobStore, ByteRange, OpenedBlob } from '@moorgate/blobs';
import {
  type Db,
  findDeviceTestById,
  findTestArtifactByName,
  listDeviceTests,
  listTestArtifactNames,
  type TestArtifactKey,
} from '@moorgate/db';
import { getDevice } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { type DeviceTest, type DeviceTestDetails, deviceTestFromRow } from './device-test.ts';
import { requireTestId } from './test-rules.ts';

/**
 * The tests of a device, the one that changed least lately first; as many as are kept.
 * Faults: device_not_found.
 */
export const listTests = async (ctx: Context, deviceUuid: string): Promise<DeviceTest[]> => {
  const { uuid } = await getDevice(ctx, deviceUuid);
  return (await listDeviceTests(ctx.db, uuid)).map(deviceTestFromRow);
};

/** Which test. */
export interface TestKey {
  readonly deviceUuid: string;
  readonly id: string;
}

/**
 * One test with the names of its artifacts.
 * Faults: device_not_found, test_not_found.
 */
export const getTest = async (ctx: Context, key: TestKey): Promise<DeviceTestDetails> => {
  const { uuid } = await getDevice(ctx, key.deviceUuid);
  requireTestId(key.id);
  const row = await findDeviceTestById(ctx.db, uuid, key.id);
  if (row === undefined) throw fault('test_not_found');
  return {
    ...deviceTestFromRow(row),
    artifacts: await listTestArtifactNames(ctx.db, uuid, key.id),
  };
};

/** An artifact that can be read. */
export interface Artifact {
  readonly bytes: number;
  /** Opens it, or a part that lies within it. Throws `artifact_not_found` where it has gone meanwhile. */
  open(range?: ByteRange): Promise<OpenedBlob>;
  /** Another one for other content under the same name. */
  readonly version: string;
}

/** An artifact by its key. Throws `artifact_not_found`. */
export const openArtifact = async (
  db: Db,
  blobs: BlobStore,
  key: TestArtifactKey,
): Promise<Artifact> => {
  const row = await findTestArtifactByName(db, key);
  if (row === undefined) throw fault('artifact_not_found');
  return {
    bytes: row.bytes,
    version: row.blob_id,
    open: async (range) => {
      const opened = await blobs.open(row.blob_id, range);
      if (opened === null) throw fault('artifact_not_found');
      return opened;
    },
  };
};

/**
 * An artifact of a test.
 * Faults: device_not_found, test_not_found for what can be no id, artifact_not_found.
 */
export const getArtifact = async (
  ctx: Context,
  blobs: BlobStore,
  { deviceUuid, id, name }: TestKey & { readonly name: string },
): Promise<Artifact> => {
  const { uuid } = await getDevice(ctx, deviceUuid);
  requireTestId(id);
  return openArtifact(ctx.db, blobs, { uuid, testId: id, name });
};
