/** Uploads as a script sends them, whole or broken off, and a look at what they leave behind. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { join } from 'node:path';
import { runStatement } from '@moorgate/testing';
import { ownerDatabaseUrl } from './database.ts';
import type { Product } from './product.ts';
import { type Pieces, sendPieces } from './send-pieces.ts';

/** What the server said of an upload; null where it said nothing. */
export interface UploadAnswer {
  readonly status: number | null;
  readonly mediaType: string;
  readonly code: string | null;
}

/** One upload. */
export interface Upload {
  readonly path: string;
  readonly token: string;
  readonly pieces: Pieces;
  readonly headers?: Readonly<Record<string, string>>;
  /** Breaks it off. */
  readonly signal?: AbortSignal | undefined;
  /** The root of an admin API that speaks HTTPS, in PEM. */
  readonly ca?: string;
}

/** The query of an upload whose archive has a repository that nobody could find a commit in. */
export const targetQuery = `hardware-id=any&version=1&ostree-hash=${'a'.repeat(64)}`;

/** Sends it in chunks, and answers what comes back, which may be before the end. */
export const upload = async (
  adminUrl: string,
  { path, token, pieces, headers = {}, signal, ca }: Upload,
): Promise<UploadAnswer> => {
  const begin = ca === undefined ? request : secureRequest;
  const outgoing = begin(new URL(path, adminUrl), {
    method: 'POST',
    agent: false,
    ...(ca === undefined ? {} : { ca, servername: 'localhost' }),
    ...(signal === undefined ? {} : { signal }),
    headers: { 'OSF-TOKEN': token, 'Content-Type': 'application/x-tar', ...headers },
  });
  const answer = await sendPieces(outgoing, pieces);
  const { code = null } = (answer.text === '' ? {} : JSON.parse(answer.text)) as { code?: string };
  return { status: answer.status, mediaType: answer.headers['content-type'] ?? '', code };
};

/** Everything that uploads write to: the hash of the tree of content, and the number of rows. */
export interface StoreState {
  readonly tree: string;
  readonly files: number;
  readonly rows: Readonly<Record<string, number>>;
}

const tables = ['updates', 'update_files', 'contents', 'update_metadata', 'blob_removals'] as const;

/** Looks at it. */
export const lookAtStore = async (product: Product, blobs: string): Promise<StoreState> => {
  const entries = await readdir(blobs, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path).update(await readFile(path));
  const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`);
  const url = await ownerDatabaseUrl(product);
  const [rows] = await runStatement<Record<string, number>>(url, `select ${counts.join(', ')}`);
  return { tree: hash.digest('hex'), files: paths.length, rows: rows! };
};
