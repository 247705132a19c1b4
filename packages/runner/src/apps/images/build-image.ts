/** Builds an image of a folder of the workspace, by an engine. */
import type { FileHandle } from 'node:fs/promises';
import { readlink } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fault } from '@moorgate/errors';
import { pack, type Pack } from 'tar-stream';
import {
  type EngineClient,
  EngineError,
  readProgress,
} from '../../isolation/engine/engine-client.ts';
import type { RunLimits } from '../../isolation/isolation.ts';
import type { RunCredential } from '../../server/run-order.ts';
import { entryOf, openFileIn } from '../../workspace/open-beneath.ts';
import { walkBeneath, type WalkedEntry } from '../../workspace/walk-beneath.ts';
import type { ComposeBuild } from '../compose/compose-file.ts';

/** What is built, and within which bounds. */
export interface BuildRequest {
  /** The open folder of the context. */
  readonly context: FileHandle;
  readonly build: Omit<ComposeBuild, 'context'>;
  /** What takes the place of its Dockerfile. */
  readonly dockerfile: string;
  /** What the image is called in the engine until it is removed. */
  readonly name: string;
  readonly credential: RunCredential;
  readonly network: boolean;
  readonly limits: RunLimits;
  readonly signal: AbortSignal;
  readonly onOutput: (bytes: Uint8Array) => void;
}

const depthMax = 64;

const unusable = (detail: string): Error => fault('app_unusable', { detail });

/** What is left of what a context may hold. */
interface Room {
  bytes: number;
  files: number;
}

/** Files with holes are as long as they like; an engine would write them out. */
const take = (room: Room, bytes: number): void => {
  room.files -= 1;
  room.bytes -= bytes;
  if (room.files < 0 || room.bytes < 0)
    throw unusable('The folder of a Dockerfile has more files, or larger ones, than a run may.');
};

const packFile = async (
  archive: Pack,
  { path, name, parent }: WalkedEntry,
  room: Room,
): Promise<void> => {
  const file = await openFileIn(parent, name);
  if (file === null) return;
  try {
    const { size, mode } = await file.stat();
    take(room, size);
    const sink = archive.entry({ name: path, size, mode: mode & 0o777, mtime: new Date(0) });
    await pipeline(
      file.createReadStream({ start: 0, end: Math.max(0, size - 1), autoClose: false }),
      sink,
    );
  } finally {
    await file.close();
  }
};

/** Links go as links: what they mean is decided in the image. */
const packEntry = async (archive: Pack, entry: WalkedEntry, room: Room): Promise<void> => {
  const { path, name, parent, kind } = entry;
  if (kind === 'file') return packFile(archive, entry, room);
  take(room, 0);
  if (kind === 'folder') archive.entry({ name: `${path}/`, type: 'directory', mode: 0o755 });
  else if (kind === 'link') {
    const linkname = await readlink(entryOf(parent, name));
    archive.entry({ name: path, type: 'symlink', linkname });
  }
};

const packContext = ({ context, build, dockerfile, limits }: BuildRequest): PassThrough => {
  const archive = pack();
  const room: Room = { bytes: limits.diskBytes, files: limits.files };
  const fill = async (): Promise<void> => {
    const isSkipped = (path: string): boolean => path === '.git';
    for await (const entry of walkBeneath(context, { depthMax, isSkipped }))
      if (entry.path === build.dockerfile)
        archive.entry({ name: entry.path, mode: 0o644, mtime: new Date(0) }, dockerfile);
      else await packEntry(archive, entry, room);
    archive.finalize();
  };
  fill().catch((error: Error) => archive.destroy(error));
  const packed = new PassThrough();
  // Whoever reads it learns what went wrong.
  pipeline(archive, packed).catch(() => undefined);
  return packed;
};

const period = 100_000;

const queryOf = ({ build, name, network, limits }: BuildRequest): string => {
  const query = new URLSearchParams({
    t: name,
    dockerfile: build.dockerfile,
    buildargs: JSON.stringify(build.args),
    networkmode: network ? 'default' : 'none',
    memory: String(limits.memoryBytes),
    memswap: String(limits.memoryBytes),
    cpuperiod: String(period),
    cpuquota: String(Math.round(limits.cpus * period)),
    shmsize: String(limits.temporaryBytes),
    rm: '1',
    forcerm: '1',
    version: '1',
  });
  if (build.target !== null) query.set('target', build.target);
  return query.toString();
};

/** For base images of our registry, and of no other. */
const registryConfig = ({ credential }: BuildRequest): string =>
  Buffer.from(
    JSON.stringify({
      [credential.registryHost]: { username: 'run', password: credential.secret },
    }),
  ).toString('base64url');

/**
 * Builds by the builder that is part of every engine, and prints what it says. Steps have no network unless the run may have
 * one. Returns the id of the image; throws `app_unusable` when the build fails.
 */
export const buildImage = async (engine: EngineClient, request: BuildRequest): Promise<string> => {
  const { onOutput, signal } = request;
  let id = '';
  try {
    const { body } = await engine.call({
      method: 'POST',
      path: `/build?${queryOf(request)}`,
      headers: {
        'content-type': 'application/x-tar',
        'x-registry-config': registryConfig(request),
      },
      body: { stream: packContext(request) },
      signal,
    });
    for await (const { stream, status, error, aux } of readProgress(body)) {
      if (stream !== undefined) onOutput(Buffer.from(stream));
      else if (status !== undefined) onOutput(Buffer.from(`${status}\n`));
      if (error !== undefined) throw new EngineError(0, error);
      id = aux?.ID ?? id;
    }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw unusable(`The image cannot be built: ${error.message}`);
  }
  if (id === '') throw unusable('The engine built no image.');
  return id;
};

/** Removes what was built, once it is pushed; what it shares with others stays. */
export const removeImage = async (engine: EngineClient, name: string): Promise<void> => {
  const path = `/images/${encodeURIComponent(name)}?force=1`;
  await engine.ask({ method: 'DELETE', path }, [404, 409]);
};
