/** From a push to a device: a runner builds the commit, its app becomes a target, and a device that follows the tag gets it. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { declareWith, type GitFolder, newRepository } from '@moorgate/testing';
import { type AdminClient, adminClient } from '../support/admin.ts';
import { askGateway } from '../support/device.ts';
import { callGateway } from '../support/est-client.ts';
import { createToken, type TestDevice } from '../support/fleet.ts';
import { type AgentsGround, openAgentsGround } from '../support/agents-ground.ts';
import { writeImage } from '../support/images.ts';
import { makeFolder, removeFolder } from '../support/product.ts';
import { isolationHere, type RunnerProcess, startRunner } from '../support/runner-process.ts';

const isolation = await isolationHere();

const scopes = [
  'source:read-update',
  'source:create',
  'containers:read-update',
  'ci:read-update',
  'targets:read-update',
  'devices:read',
];
const project = '/projects/acme/lmp';
const run = 'publish-compose-apps';
const tagged = { 'x-ats-tags': 'main' };
const patienceMs = 120_000;

const definition = `
timeout: 5
scripts:
  prepare: |
    echo "preparing the workspace in $(pwd)"
    if [ -e hold ]; then sleep 600; fi
triggers:
  - name: containers
    type: git_poller
    runs:
      - name: ${run}
        script: prepare
`;
const compose = `
services:
  web:
    build: ./image
    restart: always
`;

declareWith(isolation, describe)('with a runner', () => {
  let ground: AgentsGround;
  let admin: AdminClient;
  let token: string;
  let folder: string;
  let repository: GitFolder;
  let runner: RunnerProcess;
  let runnerToken: string;

  const start = (name: string): Promise<RunnerProcess> =>
    startRunner({
      serverUrl: ground.product.ready.adminUrl,
      token: runnerToken,
      folder: join(folder, name),
      bubblewrap: isolation.isThere ? isolation.bubblewrap : '',
    });
  beforeAll(async () => {
    folder = await makeFolder();
    ground = await openAgentsGround(['devices:read']);
    token = await createToken(ground.product, scopes);
    admin = adminClient(ground.product.ready.adminUrl, token);
    const made = await admin.call('POST', '/v1/runners', { name: 'here' });
    expect(made.status).toBe(201);
    runnerToken = (made.body as { token: string }).token;
    runner = await start('first');
    repository = await newRepository();
  }, 180_000);
  afterAll(async () => {
    await runner?.stop();
    await repository?.remove();
    await ground?.close();
    await removeFolder(folder);
  }, 60_000);

  const push = (): Promise<string> => {
    const { host } = new URL(ground.product.ready.adminUrl);
    const url = `http://x:${token}@${host}/factories/acme/containers.git`;
    return repository.must('push', url, 'HEAD:main');
  };
  const buildOf = (pushed: string): number => Number(/remote: .*Build (\d+)/.exec(pushed)?.[1]);
  const statusOf = async (build: number): Promise<string> => {
    const { body } = await admin.call('GET', `${project}/builds/${build}/`);
    return (body as { data: { build: { status: string } } }).data.build.status;
  };
  const consoleOf = async (build: number, offset = 0) => {
    const path = `${project}/builds/${build}/runs/${run}/console.log`;
    const headers = { authorization: `Bearer ${token}`, 'x-offset': String(offset) };
    const answer = await fetch(new URL(path, ground.product.ready.adminUrl), { headers });
    return { text: await answer.text(), status: answer.headers.get('x-run-status') };
  };
  const until = async (what: string, check: () => Promise<boolean>): Promise<void> => {
    const endMs = performance.now() + patienceMs;
    while (!(await check())) {
      if (performance.now() > endMs) throw new Error(`${what}\n${runner.log()}`);
      await delay(200);
    }
  };
  /** As tools follow it: from where they are, until there is no status any more; then it is whole. */
  const follow = async (build: number): Promise<string> => {
    let seen = '';
    for (;;) {
      const { text, status } = await consoleOf(build, seen.length);
      if (status === null) {
        expect(text.startsWith(seen)).toBe(true);
        return text;
      }
      if (status !== 'QUEUED') seen += text;
      await delay(200);
    }
  };

  interface Listed {
    readonly custom: {
      readonly version: string;
      readonly tags: readonly string[];
      readonly docker_compose_apps: Readonly<Record<string, { readonly uri: string }>>;
    };
  }
  const targets = async (): Promise<Readonly<Record<string, Listed>>> =>
    (await admin.call('GET', '/ota/factories/acme/targets/')).body as Record<string, Listed>;

  let device: TestDevice;
  const given = async (): Promise<string[]> => {
    const { status, body } = await ground.ask(device, '/repo/targets.json', { headers: tagged });
    if (status !== 200) return [];
    return Object.keys((JSON.parse(body) as { signed: { targets: object } }).signed.targets);
  };

  test('a push becomes a build whose console can be followed, a target, and the update of a device', async () => {
    device = await ground.enrol();
    await askGateway(ground.product.ready.gatewayUrl, device.files, '/device', tagged);
    await mkdir(join(repository.path, 'web'));
    await writeImage(join(repository.path, 'web/image'), 200_000);
    await writeFile(join(repository.path, 'web/docker-compose.yml'), compose);
    await writeFile(join(repository.path, 'build.yml'), definition);
    await repository.must('add', '.');
    await repository.must('commit', '-q', '-m', 'a web server');
    const build = buildOf(await push());
    expect(build).toBe(1);
    const console = await follow(build);
    expect(console).toContain('preparing the workspace in /repo');
    expect(await statusOf(build)).toBe('PASSED');

    await until('there is no target', async () => Object.keys(await targets()).length > 0);
    const [name, target] = Object.entries(await targets())[0]!;
    expect(target.custom).toMatchObject({ version: '1', tags: ['main'] });
    const { host } = new URL(ground.product.ready.adminUrl);
    const { uri } = target.custom.docker_compose_apps['web']!;
    expect(uri).toMatch(new RegExp(`^${host}/acme/web@sha256:[0-9a-f]{64}$`));

    await until('no device got it', async () => (await given()).includes(name));
    await fetchApp(uri.split('@sha256:')[1]!);
  }, 240_000);

  /** Fetches the app with the token that the device is told, as agents do, and all that its manifest names. */
  const fetchApp = async (sha256: string): Promise<void> => {
    const proxy = await ground.ask(device, '/app-proxy-url', { method: 'POST' });
    expect(proxy.status).toBe(201);
    const { pathname, search } = new URL(proxy.body);
    const { ca } = device.files;
    const get = (path: string) =>
      callGateway(
        ground.product.ready.gatewayUrl,
        { ca },
        { method: 'GET', path: `${pathname}/v2/acme/web/${path}${search}` },
      );
    const manifest = await get(`manifests/sha256:${sha256}`);
    expect([manifest.status, createHash('sha256').update(manifest.body).digest('hex')]).toEqual([
      200,
      sha256,
    ]);
    const { layers } = JSON.parse(manifest.body) as { layers: readonly { digest: string }[] };
    for (const { digest } of layers) expect((await get(`blobs/${digest}`)).status).toBe(200);
  };

  test('a runner that is killed leaves a failed build with its console, which another one runs again', async () => {
    await repository.commit('hold', randomUUID());
    const build = buildOf(await push());
    const isPreparing = async (): Promise<boolean> =>
      (await consoleOf(build)).text.includes('preparing');
    await until('it was not begun', isPreparing);
    await runner.stop('SIGKILL');
    await until('it did not fail', async () => (await statusOf(build)) === 'FAILED');
    const { text, status } = await consoleOf(build);
    expect([text.includes('preparing the workspace'), status]).toEqual([true, null]);

    runner = await start('second');
    const path = `${project}/builds/${build}/runs/${run}`;
    expect((await admin.call('POST', `${path}/rerun`)).status).toBeLessThan(300);
    await until('it was not begun again', isPreparing);
    expect((await admin.call('POST', `${project}/builds/${build}/cancel`)).status).toBe(202);
    await until('it was not cancelled', async () => (await statusOf(build)) === 'FAILED');
    expect(Object.keys(await targets()).every((name) => name.endsWith('-1'))).toBe(true);
  }, 240_000);
});
