/** The product in containers, as docker-compose.yml describes it: started by a real engine, spoken to through its ports. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { declareWith } from '@moorgate/testing';
import { startContainerEngine } from './support/containers/container-engine.ts';
import { makeImages } from './support/containers/make-images.ts';
import {
  type Builder,
  builderScopes,
  followBuild,
  pullImage,
  pushApp,
  pushImage,
  registerRunner,
} from './support/deployed-factory.ts';
import {
  deliverFile,
  deployedScopes,
  type DeployedServices,
  enrolWithToken,
  reportTest,
} from './support/deployed-services.ts';
import { askGateway, type DeviceFiles, readDeviceFiles } from './support/device.ts';
import { secureAdminClient } from './support/secure-admin.ts';

const checkout = resolve(import.meta.dirname, '../../..');
const engine = await startContainerEngine({ hasNetworks: true });

afterAll(async () => {
  if (engine.isThere) await engine.stop();
}, 60_000);

/** What `docker inspect` says of a container, as far as it is looked at. */
interface Inspected {
  readonly Id: string;
  readonly Config: { readonly User: string; readonly Labels: Readonly<Record<string, string>> };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[];
    readonly CapAdd: readonly string[] | null;
    readonly SecurityOpt: readonly string[];
    readonly Privileged: boolean;
  };
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly Health?: { readonly Status: string };
  };
}

declareWith(engine, describe)('the services in containers', () => {
  if (!engine.isThere) return;
  const { docker, folder } = engine;
  const env = {
    COMPOSE_PROJECT_NAME: 'moorgate-test',
    COMPOSE_PROFILES: 'registry',
    MOORGATE_IMAGE_PREFIX: 'moorgate-test',
    MOORGATE_VERSION: 'test',
    MOORGATE_POSTGRES_IMAGE: 'moorgate-test/postgres',
    MOORGATE_ADMIN_PORT: '127.0.0.1:0',
    MOORGATE_GATEWAY_PORT: '127.0.0.1:0',
    // What any host allows.
    MOORGATE_GATEWAY_OPEN_FILES: '4096',
  };
  const composeWith = (more: Readonly<Record<string, string>>, ...args: string[]) =>
    engine.compose(['--no-ansi', ...args], { cwd: checkout, env: { ...env, ...more } });
  const compose = (...args: string[]): Promise<string> => composeWith({}, ...args);
  /** Every container of the file, by its service. */
  const inspect = async (): Promise<Map<string, Inspected>> => {
    const ids = (await docker(['ps', '--all', '--quiet'])).trim().split('\n');
    const all = JSON.parse(await docker(['inspect', ...ids])) as Inspected[];
    return new Map(all.map((one) => [one.Config.Labels['com.docker.compose.service']!, one]));
  };
  /** Runs the command line in a container of its own; what it writes to /out is in a folder of this host. */
  const moorgate = (...args: string[]): Promise<string> =>
    compose('run', '--rm', '-T', '--volume', `${join(folder, 'out')}:/out`, 'moorgate', ...args);
  const portOf = async (service: string, port: number): Promise<string> =>
    (await compose('port', service, String(port))).trim().split(':').at(-1)!;

  let adminUrl: string;
  let gatewayUrl: string;
  let device: DeviceFiles;
  let token: string;
  const uuid = randomUUID();

  const callAdmin = async (method: string, path: string): Promise<number> =>
    (await secureAdminClient(adminUrl, token, device.ca).call(method, path)).status;
  const services = (): DeployedServices => ({
    ...{ adminUrl, gatewayUrl, ca: device.ca, token },
    // That of an installation which is told no other name.
    factory: 'factory',
  });

  beforeAll(async () => {
    await makeImages(engine);
    await mkdir(join(folder, 'out'));
    await chmod(join(folder, 'out'), 0o777);
    await compose('up', '--detach', '--no-build');
    adminUrl = `https://localhost:${await portOf('admin-api', 8080)}`;
    gatewayUrl = `https://localhost:${await portOf('device-gateway', 8443)}`;
    await moorgate('device', 'create', '--uuid', uuid, '--out', '/out/device');
    device = readDeviceFiles(join(folder, 'out/device'));
    const scopes = [...deployedScopes, ...builderScopes].flatMap((scope) => ['--scope', scope]);
    token = (await moorgate('token', 'create', '--user', 'admin', ...scopes)).trim();
  }, 180_000);

  test('what an operator uploads a device downloads, and what a device sends an operator reads', async () => {
    const named = { uuid, files: device };
    expect(await deliverFile(services(), named, '[core]')).toBe('[core]');
    expect(await reportTest(services(), named, { passed: true })).toEqual({ passed: true });
  }, 60_000);

  test('a device enrols with a token: the gateway reaches the signer', async () => {
    expect(await enrolWithToken(services())).toBe(200);
  });

  test('a device and a script are served through the published ports, over the PKI that was made', async () => {
    expect((await askGateway(gatewayUrl, device, '/config')).status).toBe(204);
    expect(await callAdmin('GET', `/v1/devices/${uuid}`)).toBe(200);
    expect(await callAdmin('DELETE', `/v1/devices/${uuid}`)).toBe(204);
    const refused = await askGateway(gatewayUrl, device, '/config');
    expect([refused.status, refused.body]).toEqual([
      403,
      expect.stringContaining(`Device(${uuid}) is on the denied list`),
    ]);
  });

  test('the services say that they are healthy, and what runs once has ended well', async () => {
    const isStarting = ({ State }: Inspected) => State.Health?.Status === 'starting';
    let all = await inspect();
    while ([...all.values()].some(isStarting)) {
      await after(200);
      all = await inspect();
    }
    const states = [...all].map(([service, { State }]) => [
      service,
      { status: State.Status, health: State.Health?.Status, exitCode: State.ExitCode },
    ]);
    const running = { status: 'running', health: 'healthy', exitCode: 0 };
    const ended = { status: 'exited', health: undefined, exitCode: 0 };
    expect(Object.fromEntries(states)).toEqual({
      secrets: ended,
      postgres: running,
      moorgate: ended,
      'admin-api': running,
      'container-registry': running,
      'device-gateway': running,
    });
  }, 60_000);

  test('nobody is root, nothing is writable but what is mounted, and no capability is left', async () => {
    const all = [...(await inspect()).values()];
    expect(all).toHaveLength(6);
    for (const { Config, HostConfig } of all) {
      expect(Config.User).toMatch(/^[1-9]\d*:\d+$/);
      expect(HostConfig.CapAdd).toBeNull();
      expect(HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        Privileged: false,
      });
    }
  });

  test('no secret is in an environment, an image or a log', async () => {
    const secrets: string[] = [];
    const all = await inspect();
    for (const path of ['database-owner', 'database-moorgate_admin', 'database-moorgate_gateway']) {
      const copy = join(folder, path);
      await docker(['cp', `${all.get('moorgate')!.Id}:/data/keys/${path}`, copy]);
      secrets.push(await readFile(copy, 'utf8'));
    }
    const ids = [...all.values()].map(({ Id }) => Id);
    const images = ['admin-api', 'device-gateway', 'moorgate'].map(
      (name) => `moorgate-test/${name}:test`,
    );
    const said = [
      await docker(['inspect', ...ids, ...images]),
      await compose('logs', '--no-color'),
    ].join('\n');
    expect(secrets).toHaveLength(3);
    for (const secret of secrets) expect(said).not.toContain(secret);
    expect(said).not.toMatch(/BEGIN [A-Z ]*PRIVATE KEY/);
  });

  test('a service has what it needs and no more: the gateway reaches neither the keys of CAs nor those of tokens', async () => {
    const copy = join(folder, 'gateway');
    await docker(['cp', `${(await inspect()).get('device-gateway')!.Id}:/run/moorgate`, copy]);
    const names = [
      'database-password',
      'enrolment-peppers.json',
      'registry-keys.json',
      'root.crt',
      'tls.key',
      'tls.pem',
    ];
    expect((await readdir(copy)).toSorted()).toEqual(names);
  });

  const builder = (): Builder => ({ services: services(), folder });
  let pushed: string;
  test('people push and clone with git, and log in to the registry, push images and pull them', async () => {
    pushed = await pushApp(builder());
    await pushImage(builder(), 'tools:1');
    await pullImage(builder(), 'tools:1');
  }, 60_000);

  test('the registry has a user of its own, and only the group reaches what it shares', async () => {
    const all = await inspect();
    const [admin, registry] = ['admin-api', 'container-registry'].map((name) => all.get(name)!);
    expect([admin!.Config.User, registry!.Config.User]).toEqual(['10001:10001', '10002:10001']);
    await expect(docker(['exec', admin!.Id, '/bin/cat', '/images/settings'])).rejects.toThrow(
      'No such file',
    );
  });

  test('a runner executes the run of that push with the privileges that are listed, and without them says why not', async () => {
    const token = join(folder, 'runner-token');
    await writeFile(token, await registerRunner(services(), 'one'), { mode: 0o600 });
    const withRunner = {
      MOORGATE_RUNNER_TOKEN_FILE: token,
      MOORGATE_RUNNER_SERVER_URL: adminUrl,
    };
    await composeWith(withRunner, 'up', '--detach', '--no-build', 'runner');
    const built = await followBuild(builder(), pushed);
    expect(built).toMatchObject({
      status: 'PASSED',
      console: expect.stringMatching(/^user 19\d{8} in \/repo$/m),
    });
    await pullImage(builder(), `web-web:build-${built.build}`);
    const { HostConfig } = (await inspect()).get('runner')!;
    expect(HostConfig).toMatchObject({ ReadonlyRootfs: true, CapDrop: ['ALL'], Privileged: false });

    const run = [
      'run',
      '--rm',
      '--network',
      'none',
      '--volume',
      `${token}:/run/secrets/runner-token:ro`,
    ];
    const start = (...options: string[]): Promise<string> =>
      docker([...run, ...options, 'moorgate-test/runner:test', '--server', 'https://localhost']);
    await expect(start()).rejects.toThrow(
      /Containers: no engine answers .* Namespaces: a script cannot be isolated here .*runner_no_isolation/,
    );
    await chmod(token, 0o644);
    await expect(
      start('--user', '10001', '--tmpfs', '/var/lib/moorgate-runner:uid=10001'),
    ).rejects.toThrow(/Namespaces: the runner is not root.*runner_no_isolation/);
  }, 120_000);

  test('what is prepared again stays as it is, and the services go on', async () => {
    await compose('run', '--rm', '-T', 'moorgate');
    expect(await callAdmin('GET', '/v1/devices')).toBe(200);
  });

  test('down leaves nothing', async () => {
    await composeWith(
      { COMPOSE_PROFILES: 'registry,runner' },
      'down',
      '--volumes',
      '--timeout',
      '20',
    );
    expect(await docker(['ps', '--all', '--quiet'])).toBe('');
    expect(await docker(['volume', 'ls', '--quiet'])).toBe('');
    expect(await docker(['network', 'ls', '--filter', 'type=custom', '--quiet'])).toBe('');
  }, 60_000);
});
