/** The files of an update become rows. */
import type { BlobBatch } from '@moorgate/blobs';
import { insertContents, insertUpdateFiles, type Trx } from '@moorgate/db';
import type { StoredFiles } from './stored-files.ts';

/** Writes the rows of the files, in the transaction that places the batch. What others have stored meanwhile is taken from them. */
export const keepFiles = async (
  trx: Trx,
  batch: BlobBatch,
  update: { readonly id: string; readonly files: StoredFiles['files'] },
): Promise<void> => {
  const contents = new Map(
    [...update.files.values()].map((content) => [content.sha256.toString('hex'), content]),
  );
  const made = [...contents.entries()]
    .filter(([, { isNew }]) => isNew)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { sha256, blobId, bytes }]) => ({ sha256, blob_id: blobId, bytes }));
  for (const needless of await insertContents(trx, made)) await batch.drop(needless);
  const files = [...update.files].map(([path, { sha256 }]) => ({ path, sha256 }));
  await insertUpdateFiles(trx, update.id, files);
};
