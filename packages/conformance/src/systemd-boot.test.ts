/** The services under systemd: its units, started by it, on a system that is booted for the purpose. */
import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { createCuttableProxy, declareWith, startOwnPostgres } from '@moorgate/testing';
import { runProgram } from './support/containers/run-program.ts';
import {
  type BootedSystem,
  bootSystem,
  noSystemBecause,
  type NoSystem,
} from './support/systemd/boot-system.ts';

const checkout = resolve(import.meta.dirname, '../../..');
const services = ['moorgate-admin-api', 'moorgate-device-gateway'] as const;

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
    'prepare.env': `${urlOf('moorgate')}\nDNS_NAMES=--dns-name=localhost\nFACTORY=example\n`,
    'admin-api.env': `${urlOf('moorgate_admin')}\nMOORGATE_ADMIN_ADDR=127.0.0.1:0\nMOORGATE_ADMIN_${metrics}\n`,
    'device-gateway.env': `${urlOf('moorgate_gateway')}\nMOORGATE_GATEWAY_ADDR=127.0.0.1:0\nMOORGATE_GATEWAY_${metrics}\n`,
  };
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, name), text, { mode: 0o600 });
};

/** A system with everything that the guide has an operator put there. */
const prepare = async (): Promise<BootedSystem | NoSystem> => {
  const reason = noSystemBecause();
  if (reason !== null) return { isThere: false, reason };
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-system-'));
  opened.push(() => rm(folder, { recursive: true }));
  for (const name of ['etc', 'mnt']) await mkdir(join(folder, name));
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

  test('the target brings both services up, each over the PKI that was made before it', async () => {
    const [admin] = await untilSaid('moorgate-admin-api', 'admin API listens');
    await untilSaid('moorgate-device-gateway', 'device gateway serves');
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

  test('a reload has the gateway read its certificate again', async () => {
    await run('systemctl', 'reload', 'moorgate-device-gateway');
    await untilSaid('moorgate-device-gateway', 'certificate reloaded');
  });

  test('a service that is killed is started again', async () => {
    await run('systemctl', 'kill', '--signal=KILL', 'moorgate-admin-api');
    const said = await untilSaid('moorgate-admin-api', 'admin API listens', 2);
    expect(await askAdmin(String(said.at(-1)!['url']))).toBe(200);
  });

  test('what is prepared again stays as it is, and the command line works beside the units', async () => {
    await run('systemctl', 'start', 'moorgate-prepare');
    expect(await propertyOf('moorgate-prepare.service', 'Result')).toBe('success');
    const settings = await system.read('/etc/moorgate/prepare.env');
    const url = /^DATABASE_URL=(.*)$/m.exec(settings)![1]!;
    const printed = await run(
      'env',
      ...['MOORGATE_DATA_DIR=/var/lib/moorgate', `DATABASE_URL=${url}`],
      'DATABASE_PASSWORD_FILE=/etc/moorgate/database-owner',
      ...['/opt/moorgate/node/node', '/opt/moorgate/cli/packages/cli/dist/main.js'],
      ...['device', 'create', '--uuid', randomUUID(), '--out', '/tmp/device'],
    );
    expect(printed).toContain('/tmp/device');
  });

  test('stopping the target stops both, in good order', async () => {
    await run('systemctl', 'stop', 'moorgate.target', ...services);
    for (const service of services) {
      expect(await propertyOf(service, 'ActiveState')).toBe('inactive');
      expect(await propertyOf(service, 'Result')).toBe('success');
    }
  });
});
