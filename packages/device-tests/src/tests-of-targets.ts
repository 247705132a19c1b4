/** What devices tested of the targets of a version. */
import type { Context } from '@moorgate/auth';
import type { BlobStore } from '@moorgate/blobs';
import {
  countTestsOfTargets,
  listTestArtifactNames,
  listTestedVersions,
  listTestsOfTargets,
  type TargetTestRow,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type DeviceTest, type DeviceTestDetails, deviceTestFromRow } from './device-test.ts';
import { type Artifact, openArtifact } from './read-tests.ts';
import { requireTestId } from './test-rules.ts';

/** Of which factory, and of which version of its targets. */
export interface TestedTargets {
  readonly factory: string;
  readonly version: number;
}

/** The device that ran a test. */
export interface TestingDevice {
  readonly uuid: string;
  readonly name: string | null;
}

/** A test of a target. */
export interface TargetTest {
  readonly test: DeviceTest;
  readonly device: TestingDevice;
}

const fromRow = (row: TargetTestRow): TargetTest => ({
  test: deviceTestFromRow(row),
  device: { uuid: row.device_uuid, name: row.device_name },
});

/** The versions of targets that there are tests of, the lowest first. */
export const listTestedTargets = (
  { db }: Pick<Context, 'db'>,
  factory: string,
): Promise<number[]> => listTestedVersions(db, factory);

/** A page of the tests of a version, counted from 1, the newest first, and how many there are in all. */
export const listTestsOfTarget = async (
  { db }: Pick<Context, 'db'>,
  tested: TestedTargets,
  { page, limit }: { readonly page: number; readonly limit: number },
): Promise<{ readonly items: readonly TargetTest[]; readonly total: number }> => {
  const rows = await listTestsOfTargets(db, { ...tested, offset: (page - 1) * limit, limit });
  return { items: rows.map(fromRow), total: await countTestsOfTargets(db, tested) };
};

const findNewest = async (
  { db }: Pick<Context, 'db'>,
  tested: TestedTargets,
  id: string,
): Promise<TargetTestRow> => {
  requireTestId(id);
  const [row] = await listTestsOfTargets(db, { ...tested, id, offset: 0, limit: 1 });
  if (row === undefined) throw fault('test_not_found');
  return row;
};

/** A test with the names of its artifacts; the newest where devices chose the same id. Throws `test_not_found`. */
export const getTestOfTarget = async (
  ctx: Pick<Context, 'db'>,
  tested: TestedTargets,
  id: string,
): Promise<{ readonly test: DeviceTestDetails; readonly device: TestingDevice }> => {
  const row = await findNewest(ctx, tested, id);
  const artifacts = await listTestArtifactNames(ctx.db, row.device_uuid, id);
  const { test, device } = fromRow(row);
  return { test: { ...test, artifacts }, device };
};

/** What that test left. Throws `test_not_found`, `artifact_not_found`. */
export const getArtifactOfTarget = async (
  { db, blobs }: Pick<Context, 'db'> & { readonly blobs: BlobStore },
  tested: TestedTargets,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<Artifact & { readonly deviceUuid: string }> => {
  const { device_uuid: uuid } = await findNewest({ db }, tested, id);
  return { ...(await openArtifact(db, blobs, { uuid, testId: id, name })), deviceUuid: uuid };
};
