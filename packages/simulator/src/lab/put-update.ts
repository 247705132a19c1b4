/** An update of random content that every device of a database is assigned to, without an upload. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { openBlobStore } from '@moorgate/blobs';
import type { Lab } from './lab.ts';
import { type BenchDatabase, runStatements } from './store.ts';

/** A file of the update. */
export interface BenchFile {
  /** Without a quotation mark. */
  readonly path: string;
  readonly bytes: number;
}

interface PutFile extends BenchFile {
  readonly blobId: string;
  readonly sha256: string;
}

const pieceBytes = 1_048_576;

/** Puts the content into the folder that the gateways of the lab read, and names it in the database. */
export const putUpdate = async (
  { directory }: Pick<Lab, 'directory'>,
  { ownerUrl }: Pick<BenchDatabase, 'ownerUrl'>,
  files: readonly BenchFile[],
): Promise<void> => {
  const blobs = await openBlobStore(directory.blobs);
  const put = await blobs.receiveMany(async (batch) => {
    const all: PutFile[] = [];
    for (const file of files) {
      const hash = createHash('sha256');
      const { id: blobId } = await batch.add(randomContent(file.bytes, hash));
      all.push({ ...file, blobId, sha256: hash.digest('hex') });
    }
    await batch.place();
    return all;
  });
  const id = randomUUID();
  const rows = put.map(
    ({ path, bytes, blobId, sha256 }) => `('${path}', ${bytes}, '${blobId}'::uuid, '${sha256}')`,
  );
  await runStatements(
    ownerUrl,
    `insert into updates (id, factory, tag, name, uploaded_at, uploaded_by)
     values ('${id}', 'bench', 'main', '${id}', now(), 'bench')`,
    `create table put_files (path text, bytes bigint, blob_id uuid, sha256 text)`,
    `insert into put_files values ${rows.join(', ')}`,
    `insert into contents (sha256, blob_id, bytes) select decode(sha256, 'hex'), blob_id, bytes from put_files`,
    `insert into update_files (update_id, path, content) select '${id}', path, decode(sha256, 'hex') from put_files`,
    `drop table put_files`,
    `update devices set update_id = '${id}'`,
    'vacuum analyze',
  );
};

const randomContent = async function* (
  bytes: number,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let left = bytes; left > 0; left -= pieceBytes) {
    const piece = randomBytes(Math.min(left, pieceBytes));
    hash.update(piece);
    yield piece;
  }
};
