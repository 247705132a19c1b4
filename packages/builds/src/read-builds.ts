/** Reading builds, their runs and what those left. */
import { type Context, decodeCursor, type Page, pageOf } from '@moorgate/auth';
import type { BlobStore } from '@moorgate/blobs';
import {
  type BuildKey,
  countPromotedBuilds,
  countRunsByName,
  type Db,
  findBuildById,
  findBuildDefinitionById,
  countBuilds,
  findLastBuildIdByFactory,
  findLatestBuildByFilter,
  findRunArtifactByPath,
  findRunByName,
  findRunOrderById,
  listBuilds as listBuildRows,
  listBuildStatusEvents,
  listRunArtifacts,
  listPromotedBuilds as listPromotedBuildRows,
  listRunsByName,
  listRunsOfBuilds,
  type LatestBuildFilter,
  type StatusEventRow,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type Build, buildFromRow, type Run, runFromRow } from './build.ts';
import type { RunDefinition } from './definition/definition.ts';
import { missingBuild } from './missing-build.ts';
import { isEnded } from './statuses.ts';

type Reading = Pick<Context, 'db'>;

/** A build with its runs. */
export interface BuildWithRuns extends Build {
  readonly runs: readonly Run[];
}

/** A page of a list, counted from 0. */
export interface PageRequest {
  readonly page: number;
  readonly limit: number;
}

const withRuns = async (db: Db, builds: readonly Build[]): Promise<BuildWithRuns[]> => {
  const [first] = builds;
  if (first === undefined) return [];
  const ids = builds.map(({ buildId }) => buildId);
  const runs = (await listRunsOfBuilds(db, first.factory, ids)).map(runFromRow);
  return builds.map((build) => ({
    ...build,
    runs: runs.filter(({ buildId }) => buildId === build.buildId),
  }));
};

/** A page of the builds of a factory with their runs, the newest first, and how many there are. */
export const listBuilds = async (
  { db }: Reading,
  { factory, page, limit }: PageRequest & { readonly factory: string },
): Promise<{ readonly builds: readonly BuildWithRuns[]; readonly total: number }> => {
  const total = await countBuilds(db, factory);
  const offset = page * limit;
  if (offset >= total) return { builds: [], total };
  const fromId = await findLastBuildIdByFactory(db, factory);
  const rows = await listBuildRows(db, { factory, fromId, offset, limit });
  return { builds: await withRuns(db, rows.map(buildFromRow)), total };
};

/** A page of the builds of a factory with their runs, the newest first, behind a cursor. Faults: cursor_invalid. */
export const pageBuilds = async (
  { db }: Reading,
  page: { readonly factory: string; readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<BuildWithRuns>> => {
  const { factory, limit, cursor } = page;
  const before = cursor === undefined ? null : Number(decodeCursor(cursor, [/^\d{1,10}$/])[0]);
  const fromId = before === null ? await findLastBuildIdByFactory(db, factory) : before - 1;
  const rows = await listBuildRows(db, { factory, fromId, limit: limit + 1 });
  const { items, nextCursor } = pageOf(rows, limit, (row) => [String(row.build_id)]);
  return { items: await withRuns(db, items.map(buildFromRow)), nextCursor };
};

/** A build with its runs. Faults: build_not_found, build_removed. */
export const getBuild = async ({ db }: Reading, key: BuildKey): Promise<BuildWithRuns> => {
  const row = await findBuildById(db, key);
  if (row === undefined) throw await missingBuild(db, key);
  const [build] = await withRuns(db, [buildFromRow(row)]);
  return build!;
};

/** The newest build that fits, with its runs. Faults: build_not_found. */
export const getLatestBuild = async (
  { db }: Reading,
  filter: LatestBuildFilter,
): Promise<BuildWithRuns> => {
  const row = await findLatestBuildByFilter(db, filter);
  if (row === undefined) throw fault('build_not_found');
  const [build] = await withRuns(db, [buildFromRow(row)]);
  return build!;
};

/** A page of the builds that were promoted, the newest first, and how many there are. */
export const listPromotedBuilds = async (
  { db }: Reading,
  { factory, page, limit }: PageRequest & { readonly factory: string },
): Promise<{ readonly builds: readonly BuildWithRuns[]; readonly total: number }> => {
  const rows = await listPromotedBuildRows(db, { factory, offset: page * limit, limit });
  const builds = await withRuns(db, rows.map(buildFromRow));
  return { builds, total: await countPromotedBuilds(db, factory) };
};

/** The newest build that was promoted under this name. Faults: build_not_found. */
export const getPromotedBuild = async (
  { db }: Reading,
  { factory, name }: { readonly factory: string; readonly name: string },
): Promise<BuildWithRuns> => {
  const [row] = await listPromotedBuildRows(db, { factory, name, offset: 0, limit: 1 });
  if (row === undefined) throw fault('build_not_found');
  const [build] = await withRuns(db, [buildFromRow(row)]);
  return build!;
};

/** What a build (run: null) or one of its runs became, and when. */
export const listStatusEvents = (
  { db }: Reading,
  key: BuildKey,
  runId: string | null,
): Promise<readonly StatusEventRow[]> => listBuildStatusEvents(db, key, runId);

/** The project definition of a build, in YAML; empty where it had none. Faults: build_not_found, build_removed. */
export const getBuildDefinition = async ({ db }: Reading, key: BuildKey): Promise<string> => {
  const row = await findBuildDefinitionById(db, key);
  if (row === undefined) throw await missingBuild(db, key);
  return row.definition;
};

/** Which run. */
export interface RunKey extends BuildKey {
  readonly run: string;
}

/** A run. Faults: build_not_found, build_removed. */
export const getRun = async ({ db }: Reading, { run, ...key }: RunKey): Promise<Run> => {
  const row = await findRunByName(db, key, run);
  if (row === undefined) throw await missingBuild(db, key);
  return runFromRow(row);
};

/** A run; undefined for one that is not there, of a build that goes on. Faults: build_not_found, build_removed. */
export const findRun = async (ctx: Reading, { run, ...key }: RunKey): Promise<Run | undefined> => {
  const row = await findRunByName(ctx.db, key, run);
  if (row !== undefined) return runFromRow(row);
  const build = await getBuild(ctx, key);
  if (isEnded(build.status)) throw fault('build_not_found');
  return undefined;
};

/** What a run is told to do; its secrets are nowhere in it. Faults: build_not_found, build_removed. */
export const getRunDefinition = async (
  ctx: Reading,
  key: RunKey,
): Promise<RunDefinition & { readonly timeoutSeconds: number }> => {
  const run = await getRun(ctx, key);
  const order = await findRunOrderById(ctx.db, run.id);
  if (order === undefined) throw fault('build_not_found');
  return {
    name: run.name,
    hostTag: run.hostTag,
    container: order.container,
    script: order.script,
    params: order.params,
    persistentVolumes: order.persistent_volumes,
    after: order.after_runs,
    timeoutSeconds: order.timeout_seconds,
  };
};

/** A page of the runs of a name in all builds, the newest first, and how many there are. */
export const listRunHistory = async (
  { db }: Reading,
  { factory, name, page, limit }: PageRequest & { readonly factory: string; readonly name: string },
): Promise<{ readonly runs: readonly Run[]; readonly total: number }> => {
  const rows = await listRunsByName(db, { factory, name, offset: page * limit, limit });
  return { runs: rows.map(runFromRow), total: await countRunsByName(db, { factory, name }) };
};

/** An artifact. */
export interface RunArtifact {
  readonly path: string;
  readonly bytes: number;
}

/** The artifacts of a run by path. */
export const listArtifacts = async (
  { db }: Reading,
  { id }: Pick<Run, 'id'>,
): Promise<readonly RunArtifact[]> =>
  (await listRunArtifacts(db, id)).map(({ path, bytes }) => ({ path, bytes }));

/** What is in an artifact. Faults: build_not_found, build_removed, service_unavailable. */
export const openArtifact = async (
  { db }: Reading,
  blobs: BlobStore,
  { path, ...key }: RunKey & { readonly path: string },
): Promise<{ readonly blobId: string; readonly bytes: number }> => {
  const run = await getRun({ db }, key);
  const row = await findRunArtifactByPath(db, run.id, path);
  if (row === undefined || (await blobs.sizeOf(row.blob_id)) === null)
    throw fault('build_not_found');
  return { blobId: row.blob_id, bytes: row.bytes };
};
