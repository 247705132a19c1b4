/** A store with a folder of content, for tests of uploads. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '@moorgate/auth';
import { type FolderBlobStore, openBlobStore } from '@moorgate/blobs';
import { DomainError } from '@moorgate/errors';
import { tarArchive } from '@moorgate/testing';
import { defaultArchiveLimits } from '../updates/archive/archive-limits.ts';
import type { TargetOverrides } from '../updates/probe/probe-update.ts';
import { uploadUpdate, type UploadServices } from '../updates/upload-update.ts';
import { type TufGround, useTuf } from './use-tuf.ts';

/** All that an upload may change. */
export interface StoreState {
  /** The SHA-256 of everything in the folder of content, by its path. */
  readonly content: Readonly<Record<string, string>>;
  readonly updates: readonly string[];
  readonly files: number;
  readonly contents: number;
  readonly metadata: number;
}

/** What the tests of one file share; the functions answer from the first test on. */
export interface UpdateGround {
  readonly tuf: TufGround;
  ctx(): Context;
  blobs(): FolderBlobStore;
  services(): UploadServices;
  /** Uploads and answers the code of the refusal; `done` where there was none. */
  upload(
    name: string,
    body: Buffer | AsyncIterable<Uint8Array>,
    options?: { readonly tag?: string; readonly overrides?: TargetOverrides },
  ): Promise<string>;
  state(): Promise<StoreState>;
}

/** The bytes in pieces, as they would come. */
export const inPieces = async function* (bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 10_000) {
    await Promise.resolve();
    yield bytes.subarray(start, start + 10_000);
  }
};

/** A small update of apps alone, which needs a hardware id in the query. */
export const appArchive = (content = 'app'): Buffer =>
  tarArchive([
    { name: `apps/apps/web/${'d'.repeat(64)}/compose.yml`, content },
    { name: 'apps/blobs/sha256/one', content: 'shared' },
  ]);

/** What `appArchive` does not say of itself. */
export const appOverrides: TargetOverrides = { hardwareId: 'intel-corei7-64' };

/** The code of a refusal; `done` without one. */
export const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof DomainError) return error.code;
      throw error;
    },
  );

const hashFolder = async (folder: string): Promise<Record<string, string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const hashes = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      const sha256 = createHash('sha256').update(await readFile(path));
      return [path.slice(folder.length), sha256.digest('hex')] as const;
    }),
  );
  return Object.fromEntries(hashes.sort(([one], [other]) => (one < other ? -1 : 1)));
};

/** Opens a store and a folder before the tests of a file, and removes both after them. */
export const useUpdates = (): UpdateGround => {
  const tuf = useTuf();
  let folder: string;
  let blobs: FolderBlobStore;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moorgate-updates-'));
    blobs = await openBlobStore(folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const services = (): UploadServices => ({
    ...tuf.services,
    blobs,
    factory: tuf.factory,
    appsHost: 'gateway.example:8443',
    archiveLimits: defaultArchiveLimits,
  });
  const countOf = async (table: 'update_files' | 'contents' | 'update_metadata') => {
    const { count } = await tuf
      .db()
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  };
  return {
    tuf,
    ctx: tuf.ctx,
    blobs: () => blobs,
    services,
    upload: (name, content, { tag = 'main', overrides = {} } = {}) => {
      const body = Buffer.isBuffer(content) ? inPieces(content) : content;
      return outcomeOf(uploadUpdate(tuf.ctx(), services(), { tag, name, body, overrides }));
    },
    state: async () => ({
      content: await hashFolder(folder),
      updates: (await tuf.db().selectFrom('updates').select('name').orderBy('name').execute()).map(
        (row) => row.name,
      ),
      files: await countOf('update_files'),
      contents: await countOf('contents'),
      metadata: await countOf('update_metadata'),
    }),
  };
};
