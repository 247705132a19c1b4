import { createHash, randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import {
  authorizeForStore,
  askForCollection,
  askForState,
  type CollectionState,
  createTokenSigner,
  parseRegistryEndpoint,
} from '@moorgate/containers';
import { declareWith } from '@moorgate/testing';
import { progressAfter } from './collect-garbage.ts';
import { registryFolders } from './registry-configuration.ts';
import { startContainerRegistry } from './start-container-registry.ts';
import {
  openTestRegistry,
  registryPackage,
  type TestRegistry,
} from './test-support/open-test-registry.ts';

const digestOf = (text: string): string =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;

const uploads = '/v2/acme/app/blobs/uploads/';

/** Pushes a blob and answers its digest. */
const push = async ({ ask }: TestRegistry, text: string): Promise<string> => {
  const digest = digestOf(text);
  const begun = await ask('POST', uploads);
  const pushed = await ask('PUT', `${String(begun.headers.location)}&digest=${digest}`, text);
  expect(pushed.status).toBe(201);
  return digest;
};

const has = async ({ ask }: TestRegistry, digest: string): Promise<boolean> =>
  (await ask('GET', `/v2/acme/app/blobs/${digest}`)).status === 200;

const imageType = 'application/vnd.docker.distribution.manifest.v2+json';
const listType = 'application/vnd.docker.distribution.manifest.list.v2+json';

const manifestOf = (config: string): string => {
  const mediaType = 'application/vnd.docker.container.image.v1+json';
  const named = { mediaType, digest: config, size: 2 };
  return JSON.stringify({ schemaVersion: 2, mediaType: imageType, config: named, layers: [] });
};

const putManifest = async (
  { ask }: TestRegistry,
  type: string,
  { part, reference }: { readonly part: string; readonly reference: string },
): Promise<number> => {
  const path = `/v2/acme/app/manifests/${reference}`;
  return (await ask('PUT', path, part, { 'content-type': type })).status;
};

const pushManifest = (ground: TestRegistry, config: string, tag: string): Promise<number> =>
  putManifest(ground, imageType, { part: manifestOf(config), reference: tag });

const collect = async ({ registry }: TestRegistry): Promise<CollectionState> => {
  const endpoint = parseRegistryEndpoint(registry.url);
  await askForCollection(endpoint, randomUUID());
  for (;;) {
    const state = await askForState(endpoint);
    if (state.status === 'idle') return state;
    await after(20);
  }
};

test('what a collection prints is counted', () => {
  const lines = [
    'acme/app',
    'acme/app: marking manifest sha256:aa ',
    'acme/app: marking blob sha256:bb',
    '',
    '3 blobs marked, 1 blobs and 0 manifests eligible for deletion',
    'blob eligible for deletion: sha256:cc',
  ];
  const counted = { manifests: 0, blobsKept: 0, blobsDeleted: 0 };
  const begun = { phase: 'marking', ...counted, error: null } as const;
  expect(lines.reduce(progressAfter, begun)).toEqual({
    phase: 'deleting',
    manifests: 1,
    blobsKept: 3,
    blobsDeleted: 1,
    error: null,
  });
});

declareWith(registryPackage, describe)('the kept registry', () => {
  let ground: TestRegistry;
  beforeAll(async () => {
    ground = await openTestRegistry();
  });
  afterAll(() => ground.close());

  test('has its configuration and its secret for its owner alone', async () => {
    const { settings, images } = registryFolders(ground.config.directory);
    for (const name of ['registry.yml', 'upload-secret'])
      expect((await stat(`${settings}/${name}`)).mode & 0o777).toBe(0o600);
    for (const folder of [settings, images]) expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  test('takes tokens of a key that was drawn while it runs, and of no other CA', async () => {
    expect((await ground.ask('POST', uploads)).status).toBe(202);
    const before = ground.registry.pid();
    ground.signer.rotate();
    expect((await ground.ask('POST', uploads)).status).toBe(202);
    expect(ground.registry.pid()).toBe(before);
    const other = await openTestRegistry();
    const stranger = createTokenSigner(other.authority, { now: () => new Date() });
    await other.close();
    const access = [{ name: 'acme/app', actions: ['push'] as const }];
    const authorization = await authorizeForStore(stranger, access);
    expect((await ground.ask('POST', uploads, undefined, { authorization })).status).toBe(401);
  });

  test('loses by a collection what no manifest names, and nothing else', async () => {
    const named = await push(ground, '{}');
    expect(await pushManifest(ground, named, 'v1')).toBe(201);
    const loose = await push(ground, 'nobody wants this');
    const before = ground.registry.pid();
    expect(await collect(ground)).toMatchObject({
      outcome: 'completed',
      manifests: 1,
      blobsDeleted: 1,
      error: null,
    });
    expect(ground.registry.pid()).not.toBe(before);
    expect(await has(ground, named)).toBe(true);
    expect(await has(ground, loose)).toBe(false);
    // A registry that remembered the blob would not take it again.
    await push(ground, 'nobody wants this');
    expect(await has(ground, loose)).toBe(true);
    const kept = await readFile(registryFolders(ground.config.directory).lastCollection, 'utf8');
    expect(JSON.parse(kept)).toMatchObject({ status: 'idle', outcome: 'completed' });
  });

  test('a collection leaves the images of a list, though none of them has a tag', async () => {
    const configs = [await push(ground, '{"for":"amd64"}'), await push(ground, '{"for":"arm64"}')];
    const parts = configs.map((digest) => manifestOf(digest));
    for (const part of parts)
      expect(await putManifest(ground, imageType, { part, reference: digestOf(part) })).toBe(201);
    const manifests = parts.map((part, index) => ({
      mediaType: imageType,
      digest: digestOf(part),
      size: part.length,
      platform: { os: 'linux', architecture: ['amd64', 'arm64'][index] },
    }));
    const list = JSON.stringify({ schemaVersion: 2, mediaType: listType, manifests });
    expect(await putManifest(ground, listType, { part: list, reference: 'list' })).toBe(201);
    await collect(ground);
    for (const part of parts) {
      const accept = { accept: imageType };
      const path = `/v2/acme/app/manifests/${digestOf(part)}`;
      expect((await ground.ask('GET', path, undefined, accept)).status).toBe(200);
    }
    for (const config of configs) expect(await has(ground, config)).toBe(true);
  });

  test('collects only when an upload that is under way has ended; meanwhile it reads, and refuses to write', async () => {
    const named = await push(ground, '{}');
    const begun = await ground.ask('POST', uploads);
    const authorization = await authorizeForStore(ground.signer, [
      { name: 'acme/app', actions: ['pull', 'push'] },
    ]);
    const upload = request({
      socketPath: ground.config.socket,
      method: 'PATCH',
      path: String(begun.headers.location),
      headers: { host: 'registry', authorization, 'content-type': 'application/octet-stream' },
      agent: false,
    });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      upload.once('error', reject).once('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
    await new Promise<void>((resolve) => upload.write('half', () => resolve()));
    const endpoint = parseRegistryEndpoint(ground.registry.url);
    expect(await askForCollection(endpoint, randomUUID())).toMatchObject({
      status: 'running',
      phase: 'waiting',
    });
    await expect(askForCollection(endpoint, randomUUID())).rejects.toMatchObject({
      code: 'collection_running',
    });
    while ((await ground.ask('POST', uploads)).status !== 405) await after(20);
    expect(await has(ground, named)).toBe(true);
    expect(await askForState(endpoint)).toMatchObject({ phase: 'waiting' });
    upload.end(' and the rest');
    expect(await answered).toBe(202);
    while ((await askForState(endpoint)).status === 'running') await after(20);
    expect((await ground.ask('POST', uploads)).status).toBe(202);
  });

  test('one that is killed is noticed, and the next one goes on, over the socket that was left behind', async () => {
    const own = await openTestRegistry();
    const blob = await push(own, 'kept');
    process.kill(own.registry.pid(), 'SIGKILL');
    expect(await own.registry.broken).toBe('signal SIGKILL');
    const next = await startContainerRegistry(own.config);
    expect(await has(own, blob)).toBe(true);
    await next.close();
    await own.close();
  });

  test('without the program, or the CA of its tokens, it does not start, and says why', async () => {
    const absent = { ...ground.config, program: '/nowhere/docker-registry' };
    const socket = `${ground.config.socket}.x`;
    await expect(startContainerRegistry({ ...absent, socket })).rejects.toThrow('did not start');
    await expect(
      startContainerRegistry({ ...ground.config, tokenCaFile: '/nowhere/ca.crt' }),
    ).rejects.toThrow('/nowhere/ca.crt, the CA of tokens for the registry, is not there');
  });

  test('a registry on another host is not told to collect', async () => {
    const endpoint = parseRegistryEndpoint('http://127.0.0.1:5000');
    await expect(askForCollection(endpoint, randomUUID())).rejects.toMatchObject({
      code: 'collection_not_offered',
    });
  });
});
