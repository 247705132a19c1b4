/** The archive of an app: its compose file and what lies beside it. The same files always make the same bytes. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { fault } from '@moorgate/errors';
import { pack, type Pack } from 'tar-stream';
import { openFileIn } from '../../workspace/open-beneath.ts';
import { walkBeneath, type WalkedEntry } from '../../workspace/walk-beneath.ts';
import type { PushedBlob } from '../registry/registry-client.ts';

/** What is packed. */
export interface AppContent {
  /** The open folder of the app. */
  readonly folder: FileHandle;
  /** What takes the place of its compose file. */
  readonly compose: string;
  /** Folders of it that images were made of, relative to it. */
  readonly leftOut: readonly string[];
  /** Where the archive is written; nobody else may write there. */
  readonly path: string;
  readonly say: (sentence: string) => void;
}

/** The name of the compose file in the archive, and in the folder of an app. */
export const composeName = 'docker-compose.yml';

const depthMax = 32;
const entriesMax = 20_000;
/** All files together. */
const bytesMax = 512 * 1024 * 1024;

const unusable = (detail: string): Error => fault('app_unusable', { detail });

type HeaderArgument = Parameters<Pack['entry']>[0];

/** Nobody's, at no time. */
const headersOf = (name: string, more: Partial<HeaderArgument>): HeaderArgument => ({
  name,
  mtime: new Date(0),
  uid: 0,
  gid: 0,
  uname: '',
  gname: '',
  ...more,
});

const addText = (archive: Pack, name: string, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    archive.entry(headersOf(name, { mode: 0o644 }), text, (error) =>
      error ? reject(error) : resolve(),
    );
  });

const addFile = async (archive: Pack, entry: WalkedEntry, room: number): Promise<number> => {
  const file = await openFileIn(entry.parent, entry.name);
  if (file === null) throw unusable(`${entry.path} cannot be read.`);
  try {
    const { size, mode } = await file.stat();
    if (size > room) throw unusable(`The files of the app are larger than ${bytesMax} bytes.`);
    const sink = archive.entry(
      headersOf(entry.path, { size, mode: (mode & 0o100) === 0 ? 0o644 : 0o755 }),
    );
    await pipeline(
      file.createReadStream({ start: 0, end: Math.max(0, size - 1), autoClose: false }),
      sink,
    );
    return size;
  } finally {
    await file.close();
  }
};

const isLeftOut = (path: string, leftOut: readonly string[]): boolean =>
  path === '.git' || leftOut.includes(path);

const addEntries = async (archive: Pack, content: AppContent): Promise<void> => {
  const { folder, leftOut, say } = content;
  let bytes = 0;
  let entries = 0;
  const isSkipped = (path: string): boolean => isLeftOut(path, leftOut);
  for await (const entry of walkBeneath(folder, { depthMax, isSkipped })) {
    entries += 1;
    if (entries > entriesMax) throw unusable(`The app has more than ${entriesMax} files.`);
    if (entry.path === composeName) await addText(archive, composeName, content.compose);
    else if (entry.kind === 'file') bytes += await addFile(archive, entry, bytesMax - bytes);
    else if (entry.kind === 'folder')
      archive.entry(headersOf(`${entry.path}/`, { type: 'directory', mode: 0o755 }));
    else say(`${entry.path} is neither a file nor a folder; the app goes without it.`);
  }
};

/** Writes the archive (tar, gzip) and returns it as something that can be pushed. Throws `app_unusable`. */
export const writeAppArchive = async (content: AppContent): Promise<PushedBlob> => {
  const archive = pack();
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = new Transform({
    transform: (part: Buffer, _encoding, done) => {
      hash.update(part);
      bytes += part.length;
      done(null, part);
    },
  });
  const written = pipeline(
    archive,
    createGzip({ level: 9 }),
    counted,
    createWriteStream(content.path, { flags: 'wx', mode: 0o600 }),
  );
  const added = addEntries(archive, content).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  await Promise.all([written, added]);
  return {
    digest: `sha256:${hash.digest('hex')}`,
    bytes,
    open: () => createReadStream(content.path),
  };
};
