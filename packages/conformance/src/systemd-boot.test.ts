/** The services under systemd: its units, started by it, on a system that is booted for the purpose. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import {
  createCuttableProxy,
  debianPackage,
  declareWith,
  startOwnPostgres,
} from '@moorgate/testing';
import { runProgram } from './support/containers/run-program.ts';
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
  type DeployedDevice,
  deployedScopes,
  type DeployedServices,
  enrolWithToken,
  reportTest,
} from './support/deployed-services.ts';
import { askGateway } from './support/device.ts';
import { secureAdminClient } from './support/secure-admin.ts';
import {
  type BootedSystem,
  bootSystem,
  noSystemBecause,
  type NoSystem,
} from './support/systemd/boot-system.ts';

const checkout = resolve(import.meta.dirname, '../../..');
const services = [
  'moorgate-admin-api',
  'moorgate-device-gateway',
  'moorgate-container-registry',
] as const;
/** The packages that the guide has an operator install, with the program of each. */
const packages = [
  ['docker-registry', 'docker-registry'],
  ['bubblewrap', 'bwrap'],
] as const;
const factory = 'example';

/** What is undone at the end, last first. */
const opened: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const undo of opened.reverse()) await undo();
}, 60_000);

/** As an operator would write them: where PostgreSQL is, and addresses that are free. */
const writeSettings = async (folder: string): Promise<void> => {
  const postgres = await startOwnPostgres();
  opened.push(postgres.close);
  const network = await createCuttableProxy({ path: postgres.socketPath });
  opened.push(network.close);
  const { password } = new URL(postgres.url);
  const urlOf = (role: string): string =>
    `DATABASE_URL=postgres://${role}@127.0.0.1:${network.port}/moorgate`;
  const metrics = 'METRICS_ADDR=127.0.0.1:0';
  const files = {
    'database-owner': decodeURIComponent(password),
    'prepare.env': `${urlOf('moorgate')}\nDNS_NAMES=--dns-name=localhost\nFACTORY=${factory}\n`,
    'admin-api.env': `${urlOf('moorgate_admin')}\nMOORGATE_FACTORY=${factory}\nMOORGATE_ADMIN_ADDR=127.0.0.1:0\nMOORGATE_ADMIN_${metrics}\n`,
    'device-gateway.env': `${urlOf('moorgate_gateway')}\nMOORGATE_GATEWAY_ADDR=127.0.0.1:0\nMOORGATE_GATEWAY_${metrics}\n`,
  };
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, name), text, { mode: 0o600 });
};

/** What this system lacks of those packages, as an installation would put it there. */
const unpackPackages = async (usr: string): Promise<NoSystem | null> => {
  for (const [name, program] of packages) {
    const found = await debianPackage({ name, program });
    if (!found.isThere) return found;
    const [from, libraries] = [found.pathOf('/usr'), found.pathOf('/lib')];
    if (from === '/usr') continue;
    const options = { recursive: true, verbatimSymlinks: true };
    await cp(from, usr, options);
    if (existsSync(libraries)) await cp(libraries, join(usr, 'lib'), options);
  }
  return null;
};

/** A system with everything that the guide has an operator put there. */
const prepare = async (): Promise<BootedSystem | NoSystem> => {
  const reason = noSystemBecause();
  if (reason !== null) return { isThere: false, reason };
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-system-'));
  opened.push(() => rm(folder, { recursive: true }));
  for (const name of ['etc', 'mnt', 'usr']) await mkdir(join(folder, name));
  const lacking = await unpackPackages(join(folder, 'usr'));
  if (lacking !== null) return lacking;
  const isUnit = (path: string): boolean => !/\/(etc|README\.md)$/.test(path);
  await cp(join(checkout, 'infra/systemd'), join(folder, 'units'), {
    recursive: true,
    filter: isUnit,
  });
  await writeSettings(join(folder, 'etc'));
  const collect = join(checkout, 'packages/tooling/src/collect.ts');
  const args = ['--conditions=@moorgate/source', collect, join(folder, 'product')];
  await runProgram(process.execPath, args);
  const system = await bootSystem(folder);
  if (system.isThere) opened.push(system.stop);
  return system;
};

const system = await prepare();

declareWith(system, describe)('under systemd', () => {
  if (!system.isThere) return;
  const { run } = system;

  /** What a service has logged, one object for each line. */
  const logOf = async (service: string): Promise<Record<string, unknown>[]> => {
    const lines = await run('journalctl', '--output=cat', '--no-pager', `--unit=${service}`);
    return lines
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  /** The lines of a service with this message, as soon as there are so many. */
  const untilSaid = async (service: string, message: string, count = 1) => {
    for (;;) {
      const said = (await logOf(service)).filter(({ msg }) => msg === message);
      if (said.length >= count) return said;
      await after(100);
    }
  };
  const propertyOf = async (service: string, property: string): Promise<string> =>
    (await run('systemctl', 'show', '--value', `--property=${property}`, service)).trim();
  const askAdmin = async (url: string): Promise<number> => {
    const ca = await system.read('/var/lib/moorgate/certs/root.crt');
    return new Promise((done, reject) => {
      request(new URL('/healthz', url), { ca, servername: 'localhost', agent: false }, (answer) =>
        answer.resume().once('end', () => done(answer.statusCode!)),
      )
        .once('error', reject)
        .end();
    });
  };

  /** The command line, as the guide has it. */
  const moorgate = async (...args: string[]): Promise<string> => {
    const settings = await system.read('/etc/moorgate/prepare.env');
    const url = /^DATABASE_URL=(.*)$/m.exec(settings)![1]!;
    return run(
      'env',
      ...['MOORGATE_DATA_DIR=/var/lib/moorgate', `DATABASE_URL=${url}`],
      'DATABASE_PASSWORD_FILE=/etc/moorgate/database-owner',
      ...['/opt/moorgate/node/node', '/opt/moorgate/cli/packages/cli/dist/main.js', ...args],
    );
  };
  const createDevice = async (): Promise<DeployedDevice> => {
    const uuid = randomUUID();
    const out = `/tmp/${uuid}`;
    await moorgate('device', 'create', '--uuid', uuid, '--out', out);
    const [ca, cert, key] = await Promise.all(
      ['root.crt', 'client.pem', 'pkey.pem'].map((name) => system.read(`${out}/${name}`)),
    );
    return { uuid, files: { ca: ca!, cert: cert!, key: key! } };
  };
  /** Both services where they are now, with a token of a script. */
  const findServices = async (): Promise<DeployedServices> => {
    const scopes = [...deployedScopes, ...builderScopes].flatMap((scope) => ['--scope', scope]);
    const token = (await moorgate('token', 'create', '--user', 'admin', ...scopes)).trim();
    const admin = await untilSaid('moorgate-admin-api', 'admin API listens');
    const gateway = await untilSaid('moorgate-device-gateway', 'device gateway serves');
    return {
      adminUrl: String(admin.at(-1)!['url']),
      gatewayUrl: String(gateway.at(-1)!['url']),
      ca: await system.read('/var/lib/moorgate/certs/root.crt'),
      token,
      factory,
    };
  };

  test('the target brings the services up, each over the PKI that was made before it', async () => {
    const [admin] = await untilSaid('moorgate-admin-api', 'admin API listens');
    await untilSaid('moorgate-device-gateway', 'device gateway serves');
    await untilSaid('moorgate-container-registry', 'the registry answers');
    expect(await askAdmin(String(admin!['url']))).toBe(200);
    for (const service of services) {
      expect(await propertyOf(service, 'ActiveState')).toBe('active');
      expect(await propertyOf(service, 'NRestarts')).toBe('0');
    }
    expect(await propertyOf('moorgate-prepare.service', 'Result')).toBe('success');
    expect(await propertyOf('moorgate-prepare.timer', 'ActiveState')).toBe('active');
  }, 60_000);

  test.each(services)('%s is not root, and has no capability', async (service) => {
    const pid = await propertyOf(service, 'MainPID');
    const status = await run('cat', `/proc/${pid}/status`);
    expect(status).toMatch(/^Uid:\t[1-9]\d{3,}\t/m);
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
  });

  let sender: DeployedDevice;
  test('what an operator uploads a device downloads, and what a device sends an operator reads', async () => {
    const [to, device] = [await findServices(), await createDevice()];
    sender = device;
    expect(await deliverFile(to, device, '[core]')).toBe('[core]');
    expect(await reportTest(to, device, { passed: true })).toEqual({ passed: true });
  }, 60_000);

  test('a device enrols with a token: the gateway reaches the signer', async () => {
    expect(await enrolWithToken(await findServices())).toBe(200);
  }, 30_000);

  test('what both share is open to their group alone, and each is a user of its own', async () => {
    const paths = ['/var/lib/moorgate/blobs', '/run/moorgate-signer'];
    paths.push('/run/moorgate-signer/signer.sock');
    const rights = await run('stat', '--dereference', '--format=%a %G', ...paths);
    expect(rights.trim().split('\n')).toEqual(['770 moorgate', '750 moorgate', '660 moorgate']);
    const owners = await run(
      'find',
      '/var/lib/moorgate/blobs/files',
      '-type',
      'f',
      '-printf',
      '%U %m %g\n',
    );
    const files = owners.trim().split('\n');
    expect(new Set(files.map((line) => line.split(' ')[0])).size).toBe(2);
    for (const file of files) expect(file).toMatch(/ 640 moorgate$/);
  });

  test('what a device sent is removed with its denial by the admin API, though the gateway wrote it', async () => {
    const { adminUrl, token, ca } = await findServices();
    const admin = secureAdminClient(adminUrl, token, ca);
    const count = async (): Promise<number> =>
      (await run('ls', '/var/lib/moorgate/blobs/files')).trim().split('\n').length;
    const before = await count();
    expect((await admin.call('DELETE', `/v1/devices/${sender.uuid}`)).status).toBe(204);
    while ((await count()) !== before - 1) await after(200);
  }, 30_000);

  let builder: Builder;
  let pushed: string;
  test('people push and clone with git, and push and pull images, each kept by a user of its own', async () => {
    builder = { services: await findServices(), folder: await mkdtemp(join(tmpdir(), 'builder-')) };
    opened.push(() => rm(builder.folder, { recursive: true }));
    pushed = await pushApp(builder);
    await pushImage(builder, 'tools:1');
    await pullImage(builder, 'tools:1');
    const kept = ['/var/lib/private/moorgate-git', '/var/lib/private/moorgate-registry'];
    const rights = await run('stat', '--format=%a %U', ...kept);
    expect(rights.trim().split('\n')).toEqual([
      '700 moorgate-admin-api',
      '700 moorgate-container-registry',
    ]);
    const sockets = ['', '/registry.sock'].map((name) => `/run/moorgate-registry${name}`);
    const reach = await run('stat', '--dereference', '--format=%a %G', ...sockets);
    expect(reach.trim().split('\n')).toEqual(['750 moorgate', '770 moorgate']);
  }, 60_000);

  test('a runner executes the run of that push, isolated, and the image that it makes can be pulled', async () => {
    const { adminUrl } = builder.services;
    const settings = [
      `MOORGATE_RUNNER_SERVER_URL=https://localhost:${new URL(adminUrl).port}`,
      'MOORGATE_RUNNER_CA_CERTS=/var/lib/moorgate/services/runner/root.crt',
      'MOORGATE_RUNNER_RESERVE_MIB=0',
    ];
    await system.write('/etc/moorgate/runner.env', `${settings.join('\n')}\n`);
    await system.write('/etc/moorgate/runner-token', await registerRunner(builder.services, 'one'));
    await run('systemctl', 'start', 'moorgate-runner');
    const built = await followBuild(builder, pushed);
    expect(built).toMatchObject({
      status: 'PASSED',
      console: expect.stringMatching(/^user 19\d{8} in \/repo$/m),
    });
    await pullImage(builder, `web-web:build-${built.build}`);
    expect(await propertyOf('moorgate-runner', 'NRestarts')).toBe('0');
    await run('systemctl', 'stop', 'moorgate-runner');
    expect(await propertyOf('moorgate-runner', 'Result')).toBe('success');
  }, 90_000);

  test('a reload has the gateway read its certificate again', async () => {
    await run('systemctl', 'reload', 'moorgate-device-gateway');
    await untilSaid('moorgate-device-gateway', 'certificate reloaded');
  });

  test('a service that is killed is started again', async () => {
    await run('systemctl', 'kill', '--signal=KILL', 'moorgate-admin-api');
    const said = await untilSaid('moorgate-admin-api', 'admin API listens', 2);
    expect(await askAdmin(String(said.at(-1)!['url']))).toBe(200);
    expect(await enrolWithToken(await findServices())).toBe(200);
  });

  test('what is prepared again stays as it is, and the command line works beside the units', async () => {
    await run('systemctl', 'start', 'moorgate-prepare');
    expect(await propertyOf('moorgate-prepare.service', 'Result')).toBe('success');
    const [{ gatewayUrl }, { files }] = [await findServices(), await createDevice()];
    expect((await askGateway(gatewayUrl, files, '/device')).status).toBe(200);
  });

  test('stopping the target stops all of them, in good order', async () => {
    await run('systemctl', 'stop', 'moorgate.target', ...services);
    for (const service of services) {
      expect(await propertyOf(service, 'ActiveState')).toBe('inactive');
      expect(await propertyOf(service, 'Result')).toBe('success');
    }
  });
});
