/** Statements about the artifacts of tests. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** Which artifact. */
export interface TestArtifactKey {
  readonly uuid: string;
  readonly testId: string;
  readonly name: string;
}

/** What an artifact would be added to. */
export interface ArtifactRoom {
  /** Artifacts of the test, without the one of that name. */
  readonly artifacts: number;
  /** Bytes of all artifacts of the device, without that one. */
  readonly bytes: number;
}

/** How much a test and its device have beside the artifact of that name; undefined where there is no such test. */
export const findArtifactRoomByTest = async (
  db: Db,
  { uuid, testId, name }: TestArtifactKey,
): Promise<ArtifactRoom | undefined> => {
  const { rows } = await sql<ArtifactRoom>`
    select
      count(*) filter (where a.test_id = ${testId} and a.name <> ${name})::int as artifacts,
      coalesce(sum(a.bytes) filter (where a.test_id <> ${testId} or a.name <> ${name}), 0)::float8 as bytes
    from device_tests t left join test_artifacts a on a.device_uuid = t.device_uuid
    where t.device_uuid = ${uuid}::uuid and t.id = ${testId}
    group by t.id`.execute(db);
  return rows[0];
};

/** Adds an artifact, in the place of one of the same name. */
export const insertTestArtifact = async (
  trx: Trx,
  { uuid, testId, name }: TestArtifactKey,
  content: { readonly blobId: string; readonly bytes: number },
): Promise<void> => {
  await trx
    .deleteFrom('test_artifacts')
    .where('device_uuid', '=', uuid)
    .where('test_id', '=', testId)
    .where('name', '=', name)
    .execute();
  await trx
    .insertInto('test_artifacts')
    .values({
      device_uuid: uuid,
      test_id: testId,
      name,
      blob_id: content.blobId,
      bytes: content.bytes,
    })
    .execute();
};

/** The names of a test's artifacts, in the order in which they came. */
export const listTestArtifactNames = async (
  db: Db,
  uuid: string,
  testId: string,
): Promise<string[]> => {
  const rows = await db
    .selectFrom('test_artifacts')
    .select('name')
    .where('device_uuid', '=', uuid)
    .where('test_id', '=', testId)
    .orderBy('ordinal')
    .execute();
  return rows.map(({ name }) => name);
};

/** Where the content of an artifact is. */
export const findTestArtifactByName = (
  db: Db,
  { uuid, testId, name }: TestArtifactKey,
): Promise<{ blob_id: string; bytes: number } | undefined> =>
  db
    .selectFrom('test_artifacts')
    .select(['blob_id', 'bytes'])
    .where('device_uuid', '=', uuid)
    .where('test_id', '=', testId)
    .where('name', '=', name)
    .executeTakeFirst();
