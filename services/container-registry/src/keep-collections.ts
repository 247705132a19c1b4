/** Collections, one at a time: asked for, or when it is time. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { CollectionState } from '@moorgate/containers';
import { collectGarbage, type Progress } from './collect-garbage.ts';
import { registryFolders } from './registry-configuration.ts';
import type { RegistryLine } from './registry-line.ts';
import type { RegistrySurroundings } from './registry-process.ts';

/** What is asked of them. */
export interface Collections {
  /** How far the present one is, or how the last one ended. */
  state(): CollectionState;
  /** Begins one with this id, unless one runs; false then. */
  begin(id: string): boolean;
  /** Ends the present one, as failed; it settles when that is written down. Nothing begins any more. */
  close(): Promise<void>;
}

const lookMs = 60_000;
const hourMs = 3_600_000;

const none: CollectionState = {
  id: null,
  status: 'idle',
  phase: null,
  startedAt: null,
  finishedAt: null,
  outcome: null,
  manifests: 0,
  blobsKept: 0,
  blobsDeleted: 0,
  error: null,
};

const killed = 'the keeper of the registry was killed during the collection';

/** How the last one ended; as if there had been none where that cannot be told. One that never did was killed. */
const readLast = async (path: string, now: string): Promise<CollectionState> => {
  try {
    const last = JSON.parse(await readFile(path, 'utf8')) as CollectionState;
    if (last.status === 'idle') return { ...none, ...last };
    const end = { finishedAt: now, outcome: 'failed', error: killed } as const;
    return { ...none, ...last, status: 'idle', phase: null, ...end };
  } catch {
    return none;
  }
};

const writeLast = async (path: string, state: CollectionState): Promise<void> => {
  await writeFile(`${path}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
};

/**
 * Keeps them. That one runs is known to this process alone, and no lock is left behind when it is killed: its children end
 * with it, and the next start writes as usual.
 */
export const keepCollections = async (
  surroundings: RegistrySurroundings,
  line: RegistryLine,
): Promise<Collections> => {
  const { config, log } = surroundings;
  const { lastCollection } = registryFolders(config.directory);
  const now = (): string => new Date().toISOString();
  let state = await readLast(lastCollection, now());
  const stopping = new AbortController();
  let present = Promise.resolve();

  const finish = async (error: string | null): Promise<void> => {
    const outcome = error === null ? 'completed' : 'failed';
    state = { ...state, status: 'idle', phase: null, finishedAt: now(), outcome, error };
    log.info({ collection: state }, 'a collection of the registry ended');
    await note();
  };

  /** Where that cannot be written, there may be no room, which a collection makes. */
  const note = (): Promise<void> =>
    writeLast(lastCollection, state).catch((error: unknown) =>
      log.error({ err: error }, 'how far a collection is, is not kept'),
    );

  const onProgress = (next: (before: Progress) => Progress): void => {
    state = { ...state, ...next(state) };
  };

  const begin = (id: string): boolean => {
    if (state.status === 'running' || stopping.signal.aborted) return false;
    state = { ...none, id, status: 'running', phase: 'waiting', startedAt: now() };
    present = note()
      .then(() => collectGarbage(surroundings, line, { onProgress, signal: stopping.signal }))
      .then(() => finish(null))
      .catch(async (error: unknown) => {
        log.error({ err: error }, 'a collection of the registry failed');
        await finish(error instanceof Error ? error.message : String(error));
      });
    return true;
  };

  const since = Date.now();
  const isDue = (): boolean => {
    const last = state.finishedAt === null ? since : Date.parse(state.finishedAt);
    return config.collectionHours > 0 && Date.now() >= last + config.collectionHours * hourMs;
  };
  const timer = setInterval(() => void (isDue() && begin(randomUUID())), lookMs);
  return {
    state: () => state,
    begin,
    close: async () => {
      clearInterval(timer);
      stopping.abort(new Error('the keeper of the registry was stopped during the collection'));
      await present;
    },
  };
};
