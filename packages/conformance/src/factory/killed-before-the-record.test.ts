/** Servers that are killed between a change outside of the database and its audit record. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import {
  announceSeed,
  declareWith,
  type GitFolder,
  registryProgram,
  runStatement,
  seededRandom,
} from '@moorgate/testing';
import { ownerDatabaseUrl } from '../support/database.ts';
import { createToken } from '../support/fleet.ts';
import { type GitGround, openGitGround } from '../support/git-ground.ts';
import { holdTable } from '../support/hold-transaction.ts';
import { killPart } from '../support/kill-part.ts';
import { askRealm, callRegistry, digestOf } from '../support/registry-client.ts';

const random = seededRandom(announceSeed('killed before the record'));
const imageType = 'application/vnd.oci.image.manifest.v1+json';
const repository = 'acme/app';
const other = 'acme/old';
const registryPackage = await registryProgram();

let ground: GitGround;
let folder: GitFolder;
let url: string;
let ownerUrl: string;

beforeAll(async () => {
  ground = await openGitGround();
  folder = await ground.makeRepository();
  url = ground.urlOf(ground.all);
  await folder.must('push', '-q', url, 'main', 'main:gone');
  ownerUrl = await ownerDatabaseUrl(ground.product);
}, 120_000);
afterAll(() => ground.close());

const until = async (isTrue: () => Promise<boolean> | boolean): Promise<void> => {
  const deadlineMs = performance.now() + 60_000;
  while (!(await isTrue())) {
    if (performance.now() > deadlineMs) throw new Error('it takes too long');
    await delay(50);
  }
};

const untilServed = (): Promise<void> =>
  until(() =>
    fetch(new URL('/healthz', ground.product.ready.adminUrl)).then(
      ({ ok }) => ok,
      () => false,
    ),
  );

/** Kills the server while nobody can write to a table, and whoever asked waits for it. */
const killWhileHeld = async (
  table: string,
  ask: () => Promise<unknown>[],
  isSo: () => Promise<boolean> | boolean,
): Promise<void> => {
  const held = await holdTable(ownerUrl, table);
  const asked = Promise.allSettled(ask());
  await until(isSo);
  killPart(ground.product, 'admin API', random);
  await asked;
  await held.end();
  await untilServed();
};

/** How many wait for a table that is held. */
const waitersOf = async (table: string): Promise<number> => {
  const rows = await runStatement(
    ownerUrl,
    `select 1 from pg_locks where relation = '${table}'::regclass and not granted`,
  );
  return rows.length;
};

interface FoundRecord {
  readonly action: string;
  readonly actor: string;
  readonly address: string | null;
  readonly hasRequest: boolean;
}
const recordsOf = (target: string): Promise<FoundRecord[]> =>
  runStatement<FoundRecord>(
    ownerUrl,
    `select action, actor_id as actor, address, request_id is not null as "hasRequest"
     from audit_records where target_id = $1 order by id`,
    [target],
  );
const intents = async (): Promise<number> =>
  (await runStatement(ownerUrl, 'select 1 from audit_intents')).length;

const idOf = (token: string): string => token.split('_')[2]!;
const by = (token: string, action: string): FoundRecord => ({
  action,
  actor: idOf(token),
  address: '127.0.0.1',
  hasRequest: true,
});
/** The repository as the server has it. */
const bareFolder = async (): Promise<GitFolder> => {
  for (const kept of await ground.keptFolders())
    if ((await kept.git('rev-parse', '--verify', 'refs/heads/gone')).code === 0) return kept;
  throw new Error('the repository is not there');
};
const reference = (branch: string): string => `acme/containers refs/heads/${branch}`;

test('a push that moved references is recorded for whoever pushed, once, by the next server', async () => {
  await folder.commit('two', 'two');
  const bare = await bareFolder();
  const commit = await folder.must('rev-parse', 'main');
  await killWhileHeld(
    'audit_records',
    () => [folder.git('push', url, 'main', 'main:made', ':gone')],
    async () =>
      (await bare.git('rev-parse', 'main', 'made')).output === `${commit}\n${commit}\n` &&
      (await waitersOf('audit_records')) > 0,
  );
  await until(async () => (await intents()) === 0);
  expect(await recordsOf(reference('made'))).toEqual([by(ground.all, 'reference.created')]);
  for (const [branch, action] of [
    ['main', 'reference.moved'],
    ['gone', 'reference.deleted'],
  ] as const)
    expect(await recordsOf(reference(branch))).toEqual([
      by(ground.all, 'reference.created'),
      by(ground.all, action),
    ]);
}, 120_000);

test('one that was not written down yet has moved nothing, and has no record', async () => {
  await folder.commit('three', 'three');
  const before = await recordsOf(reference('main'));
  await killWhileHeld(
    'audit_intents',
    () => [folder.git('push', url, 'main', 'main:never')],
    async () => (await waitersOf('audit_intents')) > 0,
  );
  expect(await ground.present('refs/heads/never')).toBe('');
  await folder.must('push', '-q', url, 'main:after');
  expect(await recordsOf(reference('never'))).toEqual([]);
  expect(await recordsOf(reference('main'))).toEqual(before);
  expect(await recordsOf(reference('after'))).toEqual([by(ground.all, 'reference.created')]);
  expect(await intents()).toBe(0);
}, 120_000);

declareWith(registryPackage, describe)('an image', () => {
  let secret: string;
  const manifestOf = (config: string): string =>
    JSON.stringify({
      schemaVersion: 2,
      mediaType: imageType,
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: digestOf(config),
        size: config.length,
      },
      layers: [],
    });
  const call = async (path: string, init: Parameters<typeof callRegistry>[3]) => {
    const { adminUrl } = ground.product.ready;
    const scopes = [repository, other].map((name) => `repository:${name}:pull,push,delete`);
    const { token } = await askRealm(adminUrl, secret, ...scopes);
    return callRegistry(adminUrl, token, path, init);
  };
  const pushConfig = async (name: string, config: string): Promise<void> => {
    const begun = await call(`/v2/${name}/blobs/uploads/`, { method: 'POST' });
    const place = String(begun.headers.get('location'));
    const path = `${place}&digest=${digestOf(config)}`;
    expect((await call(path, { method: 'PUT', body: config })).status).toBe(201);
  };
  const manifest = (name: string, reference: string): string =>
    `/v2/${name}/manifests/${reference}`;
  const pushManifest = (name: string, config: string, tag: string): Promise<Response> =>
    call(manifest(name, tag), { method: 'PUT', body: manifestOf(config), type: imageType });
  const isTagged = (name: string, tag: string): boolean => {
    const images = 'registry/images/docker/registry/v2/repositories';
    const link = `_manifests/tags/${tag}/current/link`;
    return existsSync(join(ground.product.ready.dataDir, images, name, link));
  };

  beforeAll(async () => {
    secret = await createToken(ground.product, ['containers:read-update']);
    for (const config of ['{"v":2}', '{"v":3}']) await pushConfig(repository, config);
    await pushConfig(other, '{"v":1}');
    expect((await pushManifest(other, '{"v":1}', 'v1')).status).toBe(201);
  }, 60_000);

  test('that was pushed, and one that was deleted, are recorded for whoever did it, once', async () => {
    const deleted = manifest(other, digestOf(manifestOf('{"v":1}')));
    await killWhileHeld(
      'audit_records',
      () => [pushManifest(repository, '{"v":2}', 'v2'), call(deleted, { method: 'DELETE' })],
      async () =>
        isTagged(repository, 'v2') &&
        !isTagged(other, 'v1') &&
        (await waitersOf('audit_records')) > 1,
    );
    await until(async () => (await intents()) === 0);
    expect(await recordsOf(repository)).toEqual([by(secret, 'container_image.pushed')]);
    expect(await recordsOf(other)).toEqual([
      by(secret, 'container_image.pushed'),
      by(secret, 'container_image.deleted'),
    ]);
  }, 120_000);

  test('that was not written down yet was not pushed, and has no record', async () => {
    const before = await recordsOf(repository);
    await killWhileHeld(
      'audit_intents',
      () => [pushManifest(repository, '{"v":3}', 'v3')],
      async () => (await waitersOf('audit_intents')) > 0,
    );
    expect([isTagged(repository, 'v2'), isTagged(repository, 'v3')]).toEqual([true, false]);
    expect(await recordsOf(repository)).toEqual(before);
    expect(await intents()).toBe(0);
  }, 120_000);
});
