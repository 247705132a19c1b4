/** The Docker client of an operator, at a socket of their own, and the engines of hosts that are elsewhere. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestPki, declareWith } from '@moorgate/testing';
import { adminClient } from '../support/admin.ts';
import { busybox, startEngineHosts } from '../support/applications/engine-hosts.ts';
import {
  type DockerClient,
  type DockerClientGround,
  type DockerUser,
  openDockerClientGround,
} from '../support/docker/docker-client-ground.ts';
import { openTlsDoor } from '../support/docker/tls-door.ts';
import { createToken } from '../support/fleet.ts';
import { runCommand } from '../support/product.ts';

const engines = await startEngineHosts(2);
afterAll(() => (engines.isThere ? engines.stop() : undefined), 120_000);

declareWith(engines, describe)('with two engines', () => {
  if (!engines.isThere) return;
  const { hosts, images } = engines;
  const [image] = images;
  let ground: DockerClientGround;
  let clients: readonly DockerClient[] = [];

  beforeAll(async () => {
    ground = await openDockerClientGround(hosts);
    const { token } = ground.hosts;
    clients = await Promise.all([ground.openFor(0, token), ground.openFor(1, token)]);
  }, 240_000);
  afterAll(() => ground?.close(), 60_000);

  /** The client at the socket of a proxy; what it wrote. */
  const docker = (at: number, args: readonly string[], input?: string): Promise<string> =>
    clients[at]!.run(args, input);

  /** What somebody changed on a host, as the audit has it. */
  const changesOf = async (at: number): Promise<readonly unknown[]> => {
    const { product, addresses } = ground.hosts;
    const token = await createToken(product, ['audit:read']);
    const query = new URLSearchParams({
      action: 'docker_host.change_ended',
      'target-id': addresses[at]!,
    });
    const path = `/v1/audit-records?${query.toString()}`;
    const { body } = await adminClient(product.ready.adminUrl, token).call('GET', path);
    return (body as readonly { readonly after: unknown }[]).map(({ after }) => after);
  };

  describe.each([
    ['behind a beacon that listens', 0],
    ['behind a tunnel', 1],
  ])('the engine %s', (_where, at) => {
    test('pulls, runs, shows what is written, executes, and says what there is', async () => {
      const { engine } = hosts[at]!;
      await docker(at, ['pull', '--quiet', image]);
      const run = ['run', '--rm', '--network', 'none', image, busybox, 'echo', 'it runs'];
      expect(await docker(at, run)).toBe('it runs\n');
      const script = 'echo begun; exec /bin/busybox sleep 600';
      const begin = ['run', '-d', '--network', 'none', '--name', 'app', image, busybox, 'sh', '-c'];
      const id = (await docker(at, [...begin, script])).trim();
      expect(await engine.docker(['ps', '--quiet', '--no-trunc'])).toBe(`${id}\n`);
      expect(await docker(at, ['logs', 'app'])).toBe('begun\n');
      expect(await docker(at, ['exec', 'app', busybox, 'echo', 'executed'])).toBe('executed\n');
      await expect(docker(at, ['exec', 'app', busybox, 'false'])).rejects.toThrow();
      await expect(docker(at, ['rm', 'app'])).rejects.toThrow(/You cannot remove a running/);
      await docker(at, ['rm', '--force', 'app']);
      expect(await docker(at, ['ps', '--all', '--quiet'])).toBe('');
      expect(await changesOf(at)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ method: 'POST', path: 'v1.41/images/create' }),
          expect.objectContaining({ method: 'DELETE', path: 'v1.41/containers/app', status: 204 }),
        ]),
      );
    }, 90_000);

    test('takes and gives files, and builds of a folder', async () => {
      const context = join(ground.folder, `context-${String(at)}`);
      await mkdir(context);
      await writeFile(join(context, 'Dockerfile'), `FROM ${image}\nCOPY large /large\n`);
      const large = Buffer.alloc(3_000_000, 'moorgate');
      await writeFile(join(context, 'large'), large);
      await docker(at, ['build', '--quiet', '--tag', 'built', context]);
      await docker(at, ['create', '--network', 'none', '--name', 'files', 'built', busybox]);
      const back = join(ground.folder, `back-${String(at)}`);
      await docker(at, ['cp', 'files:/large', back]);
      expect((await readFile(back)).equals(large)).toBe(true);
      await docker(at, ['cp', join(context, 'Dockerfile'), 'files:/copied']);
      await docker(at, ['cp', 'files:/copied', back]);
      expect(await readFile(back, 'utf8')).toContain('COPY large');
      await docker(at, ['rm', 'files']);
    }, 90_000);

    test('what is piped into a container is all that it reads, and what it writes afterwards arrives', async () => {
      const run = ['run', '-i', '--rm', '--network', 'none', image, busybox, 'sh', '-c'];
      const script = '/bin/busybox cat; echo and the end';
      expect(await docker(at, [...run, script], 'from a pipe\n')).toBe(
        'from a pipe\nand the end\n',
      );
    }, 60_000);

    test('logs are followed from the first line to the last', async () => {
      const script =
        'echo begun; until [ -e /go ]; do /bin/busybox sleep 0.1; done; echo and the end';
      const begin = ['run', '-d', '--network', 'none', '--name', 'loop', image, busybox, 'sh'];
      await docker(at, [...begin, '-c', script]);
      const logs = clients[at]!.follow(['logs', '--follow', 'loop']);
      await logs.untilSaid('begun');
      await docker(at, ['exec', 'loop', busybox, 'touch', '/go']);
      expect(await logs.ended).toEqual({ code: 0, stdout: 'begun\nand the end\n', stderr: '' });
      await docker(at, ['rm', 'loop']);
    }, 60_000);

    test('somebody attached with a pipe hears the container to its end', async () => {
      const create = ['create', '-i', '--network', 'none', '--name', 'reader', image, busybox];
      await docker(at, [...create, 'sh', '-c', '/bin/busybox cat; echo and the end']);
      await docker(at, ['start', 'reader']);
      const heard = await docker(at, ['attach', 'reader'], 'from a pipe\n');
      expect(heard).toBe('from a pipe\nand the end\n');
      await docker(at, ['rm', 'reader']);
    }, 60_000);

    test('an image goes into an archive, and comes back from one', async () => {
      const archive = join(ground.folder, `image-${String(at)}.tar`);
      await docker(at, ['tag', image, 'saved:1']);
      await docker(at, ['save', '--output', archive, 'saved:1']);
      await docker(at, ['rmi', 'saved:1']);
      expect(await docker(at, ['load', '--input', archive])).toBe('Loaded image: saved:1\n');
      expect(
        await docker(at, ['image', 'inspect', '--format', '{{.RepoTags}}', 'saved:1']),
      ).toContain('saved:1');
    }, 60_000);

    test('privileged containers are refused in words, and nothing is made', async () => {
      const run = ['run', '--privileged', '--name', 'root', image, busybox, 'true'];
      await expect(docker(at, run)).rejects.toThrow(/privileged.*\(docker_request_refused\)/);
      expect(await docker(at, ['ps', '--all', '--quiet'])).toBe('');
    }, 60_000);
  });

  test('a token that may only read runs nothing', async () => {
    const reading = await createToken(ground.hosts.product, ['beacons:use', 'docker:read']);
    const client = await ground.openFor(0, reading);
    expect(await client.run(['version', '--format', '{{.Server.APIVersion}}'])).toBe('1.41\n');
    await expect(client.run(['run', image, busybox, 'true'])).rejects.toThrow(/\(scope_missing\)/);
    expect(await client.close()).toBe(0);
  }, 60_000);

  const losses: readonly (readonly [
    string,
    number,
    (user: DockerUser) => Promise<void>,
    RegExp,
  ])[] = [
    ['token', 0, (user) => user.revokeToken(), /moorgate: .*\(credentials_invalid\)/],
    ['level', 1, (user) => user.giveLevel(-1), /moorgate: .*\(docker_host_not_found\)/],
    ['scopes', 0, (user) => user.takeScopes(), /moorgate: .*\(scope_missing\)/],
  ];

  test.each(losses)(
    'whoever loses their %s is cut off from what they follow, and told why they may not ask again',
    async (_what, at, lose, words) => {
      const user = await ground.addUser();
      await user.giveLevel(0);
      const client = await ground.openFor(at, user.token);
      await docker(at, ['pull', '--quiet', image]);
      await docker(at, ['tag', image, 'seen:1']);
      // Events of before are told again: there is a first one as soon as the stream has begun.
      const events = client.follow(['events', '--since', '1h']);
      await events.untilSaid('seen:1');
      await lose(user);
      const { code, stderr } = await events.ended;
      expect(code).not.toBe(0);
      expect(stderr).toContain('unexpected EOF');
      await expect(client.run(['ps'])).rejects.toThrow(words);
    },
    60_000,
  );

  test('whoever has no level is told so', async () => {
    const { token } = await ground.addUser();
    await expect(ground.openFor(0, token)).rejects.toThrow(
      /No beacon reaches such a host\. \(docker_host_not_found\)/,
    );
  }, 60_000);

  test('a server is reached over HTTPS by the root of a context, and one that is away is told in words', async () => {
    const { product, token } = ground.hosts;
    const { server, root } = createTestPki({ factory: 'acme' });
    const door = await openTlsDoor(server, product.ready.adminUrl);
    const ca = join(ground.folder, 'root.crt');
    await writeFile(ca, root.certPem);
    const env = { XDG_CONFIG_HOME: join(ground.folder, 'contexts') };
    const logIn = ['login', 'secure', '--url', door.url, '--ca', ca, '--token-stdin'];
    expect(await runCommand(logIn, { env, input: token })).toMatchObject({ code: 0 });
    const client = await ground.open(1, env);
    const run = ['run', '-i', '--rm', '--network', 'none', image, busybox, 'cat'];
    expect(await client.run(run, 'there and back\n')).toBe('there and back\n');
    await door.close();
    await expect(client.run(['ps'])).rejects.toThrow(
      `moorgate: ${door.url} cannot be reached (ECONNREFUSED)`,
    );
  }, 60_000);
});
