/** Runs in containers of a real engine, and images that it builds for apps. */
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { debianPackage, declareWith } from '@moorgate/testing';
import {
  type ContainerEngine,
  startContainerEngine,
} from '../support/containers/container-engine.ts';
import { importFolder, makeRoot } from '../support/containers/root-filesystems.ts';
import { type BuildsGround, openBuildsGround, until } from './builds-ground.ts';

const engine = await startContainerEngine();
afterAll(() => (engine.isThere ? engine.stop() : undefined), 60_000);

const commands = [
  'sh',
  'id',
  'cat',
  'ls',
  'echo',
  'touch',
  'test',
  'grep',
  'wget',
  'sleep',
  'mkdir',
  'setsid',
];

/** An image with a shell, in the registry of the installation. */
const pushShell = async (
  { docker, ...rest }: ContainerEngine,
  { host, token }: BuildsGround,
): Promise<string> => {
  const busybox = await debianPackage({
    name: 'busybox-static',
    program: 'busybox',
    probe: ['true'],
  });
  if (!busybox.isThere) throw new Error(busybox.reason);
  const root = await makeRoot({ docker, ...rest }, 'shell');
  await mkdir(join(root, 'bin'));
  await cp(busybox.program, join(root, 'bin/busybox'));
  for (const name of commands) await symlink('busybox', join(root, 'bin', name));
  const image = `${host}/acme/shell:1`;
  const changes = ['ENV PATH=/bin'];
  await importFolder({ docker, ...rest }, root, { name: image, changes });
  await docker(['login', '--username', 'any', '--password-stdin', host], { input: token });
  await docker(['push', '--quiet', image]);
  await docker(['image', 'rm', image]);
  return image;
};

declareWith(engine, describe)('with an engine', () => {
  if (!engine.isThere) return;
  let ground: BuildsGround;
  let image: string;
  beforeAll(async () => {
    ground = await openBuildsGround({
      MOORGATE_RUNNER_ISOLATION: 'container',
      MOORGATE_RUNNER_ENGINE_SOCKET: join(engine.folder, 'docker.sock'),
      MOORGATE_RUNNER_MEMORY_MIB: '128',
      MOORGATE_RUNNER_CPUS: '1',
    });
    image = await pushShell(engine, ground);
  }, 240_000);
  afterAll(() => ground?.close(), 60_000);

  const buildIn = (console: string): string => /of build (\d+):/.exec(console)?.[1] ?? '';
  const inContainer = (script: string, secrets?: Record<string, string>) =>
    ground.execute({ name: 'it', container: image, script }, secrets);

  test('a script runs in the image of its order, which is pulled with the credential of the run', async () => {
    const { status, console } = await inContainer(
      'echo "user $(id -u) in $PWD"; echo "$(cat /secrets/deploy-key)"; echo err >&2; echo log >/archive/log',
      { 'deploy-key': 'q1w2e3r4t5z6' },
    );
    expect(console).toMatch(/\nuser 19\d{8} in \/repo\n/);
    // An engine tells both outputs apart, and not in which order they were written: what is written at once stays together.
    expect(console).toMatch(/^\[secret\]$/m);
    expect(console).toMatch(/^err$/m);
    expect(status).toBe('PASSED');
  }, 120_000);

  test('it reaches neither the engine, nor the host, nor the network, and can write its folders alone', async () => {
    const tries = [
      'ls /var/run/docker.sock /run/docker.sock',
      `ls ${ground.folder}`,
      'touch /bin/x',
      'touch /script-repo/do_run',
      'touch /secrets/x',
      `wget -q -T 2 -O - http://${ground.host}/`,
      'wget -q -T 2 -O - http://192.0.2.1/',
    ];
    const script = tries.map((one) => `if ${one} >/dev/null 2>&1; then echo "THROUGH ${one}"; fi`);
    const { console } = await inContainer(
      [...script, `grep -E '^(CapEff|NoNewPrivs|Seccomp:)' /proc/self/status`].join('\n'),
    );
    expect(console).not.toContain('THROUGH');
    expect(console).toMatch(/CapEff:\s0{16}\nNoNewPrivs:\s1\nSeccomp:\s2\n/);
  }, 120_000);

  test('a volume of an image is memory like any other, and no folder on the disk of the engine', async () => {
    const script = `mkdir -p /repo/shop/web && cat >/repo/shop/web/Dockerfile <<END
FROM ${image}
VOLUME /data /repo
END
echo 'services: {web: {build: ./web}}' >/repo/shop/docker-compose.yml`;
    const name = 'publish-compose-apps';
    const { console } = await ground.execute({ name, container: image, script });
    const container = `${ground.host}/acme/shop-web:build-${buildIn(console)}`;
    const shown = await ground.execute({
      name: 'it',
      container,
      script: `grep -E ' /(data|repo) ' /proc/mounts | cat; echo x >/data/x && echo written`,
    });
    expect(shown.console).toMatch(/^tmpfs \/data tmpfs rw,.*size=\d+k/m);
    expect(shown.console).not.toMatch(/^tmpfs \/repo /m);
    expect(shown.console).toContain('written');
    expect((await engine.docker(['volume', 'ls', '--quiet'])).trim()).toBe('');
  }, 180_000);

  test('a persistent volume is found again by the next run, whose user is another one', async () => {
    const volumes = { name: 'it', container: image, 'persistent-volumes': { cache: '/cache' } };
    const first = await ground.execute({ ...volumes, script: 'id -u >/cache/user' });
    expect(first.console).toContain('The volume cache begins empty.');
    const script = 'echo "it was $(cat /cache/user), is $(id -u)"; echo x >>/cache/user';
    const { status, console } = await ground.execute({ ...volumes, script });
    const [, was, is] = /^it was (\d+), is (\d+)$/m.exec(console) ?? [];
    expect(was).toMatch(/^19\d{8}$/);
    expect([status, was === is]).toEqual(['PASSED', false]);
  }, 120_000);

  test('a script without an image fails, for that reason', async () => {
    const { status, console } = await ground.execute({ name: 'it', script: 'true' });
    expect([status, console]).toEqual(['FAILED', expect.stringContaining('run_image_unavailable')]);
  }, 120_000);

  test('a run that is cancelled ends with its container', async () => {
    const build = await ground.start({
      name: 'long',
      container: image,
      script: 'setsid sleep 900 & echo begun; sleep 900',
    });
    await until(`it did not begin:\n${ground.runnerLog()}`, async () =>
      (await ground.consoleOf(build, 'long')).includes('begun'),
    );
    expect((await engine.docker(['ps', '--quiet'])).trim()).not.toBe('');
    await ground.admin.call('POST', `/projects/acme/lmp/builds/${build}/cancel`);
    await until('it did not end', async () => (await ground.statusOf(build)) === 'FAILED');
    await until(
      'its container is there',
      async () => (await engine.docker(['ps', '--all', '--quiet'])).trim() === '',
    );
  }, 120_000);

  test('a Dockerfile becomes an image of the registry, and an app that names it by digest', async () => {
    const script = `mkdir -p /repo/shop/web
cat >/repo/shop/web/Dockerfile <<END
FROM ${image}
ARG WORD
COPY greeting /greeting
RUN echo "built \\$WORD" && ! wget -q -T 2 -O - http://${ground.host}/
CMD ["cat", "/greeting"]
END
echo hello >/repo/shop/web/greeting
cat >/repo/shop/docker-compose.yml <<END
services:
  web: {build: {context: ./web, args: {WORD: carefully}}}
END`;
    const name = 'publish-compose-apps';
    const { status, console } = await ground.execute({ name, container: image, script });
    expect([status, console]).toEqual(['PASSED', expect.stringContaining('built carefully')]);
    const [, app] = /App shop: (\S+)/.exec(console) ?? [];
    expect(app).toMatch(new RegExp(`^${ground.host}/acme/shop@sha256:[0-9a-f]{64}$`));
    const pulled = `${ground.host}/acme/shop-web:build-${buildIn(console)}`;
    await engine.docker(['pull', '--quiet', pulled]);
    expect(await engine.docker(['run', '--rm', '--network', 'none', pulled])).toBe('hello\n');
    expect(await engine.docker(['images', '--quiet', 'moorgate-run-*'])).toBe('');
  }, 180_000);

  test('an engine fetches nothing for a Dockerfile but base images of the registry', async () => {
    const build = (dockerfile: string) => {
      const script = `mkdir -p /repo/shop/web
cat >/repo/shop/web/Dockerfile <<'END'
${dockerfile}
END
echo 'services: {web: {build: ./web}}' >/repo/shop/docker-compose.yml`;
      const name = 'publish-compose-apps';
      return ground.execute({ name, container: image, script });
    };
    const added = await build(`FROM ${image}\nADD http://${ground.host}/ /stolen`);
    expect([added.status, added.console]).toEqual([
      'FAILED',
      expect.stringMatching(/ADD takes files of the folder alone/),
    ]);
    const foreign = await build('FROM 127.0.0.1:1/acme/base');
    expect(foreign.console).toContain('FROM 127.0.0.1:1/acme/base is an image of another registry');
    const missing = await build(`FROM ${ground.host}/acme/missing`);
    expect(missing.console).toContain('/acme/missing:latest is not in the registry');
  }, 120_000);
});
