import { randomUUID } from 'node:crypto';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import {
  askForCollection,
  askForState,
  type CollectionState,
  parseRegistryEndpoint,
} from '@moorgate/containers';
import { declareWith } from '@moorgate/testing';
import { registryFolders } from './registry-configuration.ts';
import { startContainerRegistry } from './start-container-registry.ts';
import {
  openTestRegistry,
  registryPackage,
  type TestRegistry,
} from './test-support/open-test-registry.ts';

/**
 * Fails to write while there is `no-writing`, and to collect while there is `no-collection`; collects for ever with `slow`, and else
 * nothing.
 */
const faultyProgram = (folder: string, program: string): string => `#!/bin/sh
case "$1 $2" in
  serve*/registry.yml) [ -e ${folder}/no-writing ] && exit 7 ;;
  garbage-collect*) [ -e ${folder}/no-collection ] && exit 8
    [ -e ${folder}/slow ] && exec sleep 600
    exit 0 ;;
esac
exec ${program} "$@"
`;

const openFaulty = (): Promise<TestRegistry> =>
  openTestRegistry(async (folder, program) => {
    const path = join(folder, 'faulty');
    await writeFile(path, faultyProgram(folder, program));
    await chmod(path, 0o755);
    return path;
  });

declareWith(registryPackage, describe)('a registry with a program that fails at times', () => {
  let ground: TestRegistry;
  beforeEach(async () => {
    ground = await openFaulty();
  });
  afterEach(() => ground.close());

  const mark = (name: string): string => join(dirname(ground.config.socket), name);
  const push = async (): Promise<number> =>
    (await ground.ask('POST', '/v2/acme/app/blobs/uploads/')).status;
  const begin = (): Promise<CollectionState> =>
    askForCollection(parseRegistryEndpoint(ground.registry.url), randomUUID());
  const until = async (isSo: (state: CollectionState) => boolean): Promise<CollectionState> => {
    for (;;) {
      const state = await askForState(parseRegistryEndpoint(ground.registry.url));
      if (isSo(state)) return state;
      await after(20);
    }
  };
  const isIdle = ({ status }: CollectionState): boolean => status === 'idle';
  const kept = async (): Promise<CollectionState> => {
    const { lastCollection } = registryFolders(ground.config.directory);
    return JSON.parse(await readFile(lastCollection, 'utf8')) as CollectionState;
  };

  test('is read, says why it takes no pushes after a collection, and takes them when it starts again', async () => {
    await writeFile(mark('no-writing'), '');
    await begin();
    const waiting = await until(({ error }) => error !== null);
    expect(waiting).toMatchObject({ status: 'running', phase: 'reopening' });
    expect(waiting.error).toContain('the registry did not start (exit code 7)');
    await expect(begin()).rejects.toMatchObject({ code: 'collection_running' });
    // Past the third attempt, none of which may take the socket of the one that is read.
    await after(2_000);
    expect(await push()).toBe(405);
    expect((await ground.ask('GET', '/v2/acme/app/tags/list')).status).toBe(404);
    await rm(mark('no-writing'));
    expect(await until(isIdle)).toMatchObject({ outcome: 'completed', error: null });
    expect(await push()).toBe(202);
  });

  test('takes pushes after a collection that failed, and says so', async () => {
    await writeFile(mark('no-collection'), '');
    await begin();
    expect(await until(isIdle)).toMatchObject({
      outcome: 'failed',
      error: 'garbage-collect ended with exit code 8',
    });
    expect(await push()).toBe(202);
  });

  test('ends in the middle of a collection, which has failed then; the next one takes pushes', async () => {
    await writeFile(mark('slow'), '');
    await begin();
    await until(({ phase }) => phase === 'marking');
    expect(await kept()).toMatchObject({ status: 'running' });
    await ground.registry.close();
    expect(await kept()).toMatchObject({
      status: 'idle',
      outcome: 'failed',
      error: 'the keeper of the registry was stopped during the collection',
    });
    const next = await startContainerRegistry(ground.config);
    expect(await push()).toBe(202);
    await next.close();
  });

  test('ends while it cannot start again', async () => {
    await writeFile(mark('no-writing'), '');
    await begin();
    await until(({ error }) => error !== null);
    await ground.registry.close();
    expect(await kept()).toMatchObject({ status: 'idle', outcome: 'failed' });
  });

  test('tells of a collection during which its keeper was killed', async () => {
    await ground.registry.close();
    const { lastCollection } = registryFolders(ground.config.directory);
    const startedAt = '2026-03-01T12:00:00.000Z';
    await writeFile(lastCollection, JSON.stringify({ status: 'running', startedAt }));
    const next = await startContainerRegistry(ground.config);
    expect(await askForState(parseRegistryEndpoint(next.url))).toMatchObject({
      status: 'idle',
      startedAt,
      outcome: 'failed',
      error: 'the keeper of the registry was killed during the collection',
    });
    await next.close();
  });
});
