/** The Docker client of an operator, at a socket of their own, and the engines of hosts that are elsewhere. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declareWith } from '@moorgate/testing';
import { adminClient } from '../support/admin.ts';
import { busybox, startEngineHosts } from '../support/applications/engine-hosts.ts';
import { type HostsGround, openHostsGround } from '../support/applications/hosts-ground.ts';
import { type DockerProxyProcess, startDockerProxy } from '../support/docker/docker-proxy.ts';
import { createToken } from '../support/fleet.ts';

const engines = await startEngineHosts(2);
afterAll(() => (engines.isThere ? engines.stop() : undefined), 120_000);

declareWith(engines, describe)('with two engines', () => {
  if (!engines.isThere) return;
  const { hosts, images } = engines;
  const [image] = images;
  let folder: string;
  let ground: HostsGround;
  let proxies: readonly DockerProxyProcess[] = [];
  const { docker: client } = hosts[0]!.engine;

  const startProxy = async (
    at: number,
    token: string,
    name: string,
  ): Promise<DockerProxyProcess> => {
    const places = join(folder, 'sockets');
    await mkdir(places, { recursive: true, mode: 0o700 });
    const url = ground.product.ready.adminUrl;
    const host = ground.addresses[at]!;
    return startDockerProxy(host, { url, token, socket: join(places, `${name}.sock`) });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moorgate-docker-client-'));
    ground = await openHostsGround(hosts, { env: { MOORGATE_DOCKER_REFUSES: 'privileged' } });
    proxies = [await startProxy(0, ground.token, 'near'), await startProxy(1, ground.token, 'far')];
  }, 240_000);
  afterAll(async () => {
    for (const proxy of proxies) await proxy.stop();
    await ground?.close();
    await rm(folder, { recursive: true });
  }, 60_000);

  /** The client at the socket of a proxy; what it wrote. */
  const docker = (at: number, args: readonly string[], input?: string): Promise<string> =>
    client(args, { env: proxies[at]!.env, ...(input === undefined ? {} : { input }) });

  /** What somebody changed on a host, as the audit has it. */
  const changesOf = async (at: number): Promise<readonly unknown[]> => {
    const { ready } = ground.product;
    const token = await createToken(ground.product, ['audit:read']);
    const query = new URLSearchParams({
      action: 'docker_host.change_ended',
      'target-id': ground.addresses[at]!,
    });
    const path = `/v1/audit-records?${query.toString()}`;
    const { body } = await adminClient(ready.adminUrl, token).call('GET', path);
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
      const context = join(folder, `context-${String(at)}`);
      await mkdir(context);
      await writeFile(join(context, 'Dockerfile'), `FROM ${image}\nCOPY large /large\n`);
      const large = Buffer.alloc(3_000_000, 'moorgate');
      await writeFile(join(context, 'large'), large);
      await docker(at, ['build', '--quiet', '--tag', 'built', context]);
      await docker(at, ['create', '--network', 'none', '--name', 'files', 'built', busybox]);
      const back = join(folder, `back-${String(at)}`);
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

    test('privileged containers are refused in words, and nothing is made', async () => {
      const run = ['run', '--privileged', '--name', 'root', image, busybox, 'true'];
      await expect(docker(at, run)).rejects.toThrow(/privileged.*\(docker_request_refused\)/);
      expect(await docker(at, ['ps', '--all', '--quiet'])).toBe('');
    }, 60_000);
  });

  test('a token that may only read runs nothing, and one that is revoked ends what it follows', async () => {
    const reading = await createToken(ground.product, ['beacons:use', 'docker:read']);
    const proxy = await startProxy(0, reading, 'reading');
    const own = (args: readonly string[]): Promise<string> => client(args, { env: proxy.env });
    expect(await own(['version', '--format', '{{.Server.APIVersion}}'])).toBe('1.41\n');
    await expect(own(['run', image, busybox, 'true'])).rejects.toThrow(/\(scope_missing\)/);
    const events = own(['events']).catch((error: unknown) => String(error));
    const admin = adminClient(ground.product.ready.adminUrl, reading);
    const { status } = await admin.call('DELETE', `/v1/tokens/${reading.split('_')[2]}`);
    expect(status).toBe(204);
    expect(await events).toBeDefined();
    await expect(own(['ps'])).rejects.toThrow(/\(credentials_invalid\)/);
    expect(await proxy.stop()).toBe(0);
  }, 60_000);
});
