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
  /** What the image is called in the engine until it is removed. */
  readonly name: string;
  readonly credential: RunCredential;
  readonly network: boolean;
  readonly limits: RunLimits;
  readonly signal: AbortSignal;
  readonly onOutput: (bytes: Uint8Array) => void;
}

const depthMax = 64;

const packFile = async (archive: Pack, { path, name, parent }: WalkedEntry): Promise<void> => {
  const file = await openFileIn(parent, name);
  if (file === null) return;
  try {
    const { size, mode } = await file.stat();
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
const packEntry = async (archive: Pack, entry: WalkedEntry): Promise<void> => {
  const { path, name, parent, kind } = entry;
  if (kind === 'file') await packFile(archive, entry);
  else if (kind === 'folder') archive.entry({ name: `${path}/`, type: 'directory', mode: 0o755 });
  else if (kind === 'link') {
    const linkname = await readlink(entryOf(parent, name));
    archive.entry({ name: path, type: 'symlink', linkname });
  }
};

const packContext = (context: FileHandle): PassThrough => {
  const archive = pack();
  const fill = async (): Promise<void> => {
    const isSkipped = (path: string): boolean => path === '.git';
    for await (const entry of walkBeneath(context, { depthMax, isSkipped }))
      await packEntry(archive, entry);
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
      body: { stream: packContext(request.context) },
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
    throw fault('app_unusable', { detail: `The image cannot be built: ${error.message}` });
  }
  if (id === '') throw fault('app_unusable', { detail: 'The engine built no image.' });
  return id;
};

/** Removes what was built, once it is pushed; what it shares with others stays. */
export const removeImage = async (engine: EngineClient, name: string): Promise<void> => {
  const path = `/images/${encodeURIComponent(name)}?force=1`;
  await engine.ask({ method: 'DELETE', path }, [404, 409]);
};
