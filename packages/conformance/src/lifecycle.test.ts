/** Starting, stopping and being killed, from outside. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { adminClient } from './support/admin.ts';
import { askGateway, readDeviceFiles } from './support/device.ts';
import { existsProcess } from './support/processes.ts';
import {
  makeFolder,
  type Product,
  removeFolder,
  runCommand,
  startProduct,
} from './support/product.ts';
import { startInTerminal } from './support/terminal.ts';

const started: Product[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const product of started.splice(0))
    if (product.process.exitCode === null) await product.stop();
  for (const folder of folders.splice(0)) await removeFolder(folder);
}, 60_000);

const start = async (
  dataDir: string,
  options: Parameters<typeof startProduct>[1] = {},
): Promise<Product> => {
  const product = await startProduct(dataDir, options);
  started.push(product);
  return product;
};

const newDataDir = async (): Promise<string> => {
  const folder = await makeFolder();
  folders.push(folder);
  return join(folder, 'data');
};

const untilGone = async (pids: readonly number[]): Promise<void> => {
  while (pids.some(existsProcess)) await after(5);
};

const makeToken = async (dataDir: string): Promise<string> => {
  // prettier-ignore
  const created = await runCommand(['token', 'create', '--data-dir', dataDir, '--user', 'admin', '--scope', 'devices:read']);
  expect(created.code).toBe(0);
  return created.stdout.trim();
};

const enrol = async (product: Product, dataDir: string, uuid: string): Promise<number> => {
  const out = join(dataDir, '..', uuid);
  await runCommand(['device', 'create', '--data-dir', dataDir, '--uuid', uuid, '--out', out]);
  return (await askGateway(product.ready.gatewayUrl, readDeviceFiles(out), '/config')).status;
};

// SIGHUP is what a terminal sends that is closed.
test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s stops everything, and leaves no process',
  async (signal) => {
    const product = await start(await newDataDir());
    expect(await product.stop(signal)).toBe(0);
    expect(Object.values(product.ready.pids).filter(existsProcess)).toEqual([]);
  },
  90_000,
);

test('a terminal that is closed stops everything within ten seconds, and leaves no process', async () => {
  const terminal = await startInTerminal(await newDataDir());
  const closedAtMs = performance.now();
  terminal.close();
  await untilGone(Object.values(terminal.ready.pids));
  expect(performance.now() - closedAtMs).toBeLessThan(10_000);
}, 90_000);

test('a second Ctrl-C, while everything stops already, leaves no process either', async () => {
  const product = await start(await newDataDir());
  const impatience = setInterval(() => product.process.kill('SIGINT'), 10);
  // Not by its exit code: one that comes at the very end, when nothing is left to stop, ends the process by itself.
  await product.stop('SIGINT').finally(() => clearInterval(impatience));
  expect(Object.values(product.ready.pids).filter(existsProcess)).toEqual([]);
}, 90_000);

test('a password that was made for the first administrator is in the line of the first start, and in no other', async () => {
  const dataDir = await newDataDir();
  const env = { MOORGATE_ADMIN_PASSWORD: '' };
  const first = await startProduct(dataDir, { env });
  started.push(first);
  const login = await fetch(`${first.ready.adminUrl}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: first.ready.adminPassword }),
  });
  expect(login.status).toBe(201);
  expect(first.log()).not.toContain(first.ready.adminPassword);
  await first.stop();
  const second = await startProduct(dataDir, { env });
  started.push(second);
  expect(second.ready.adminPassword).toBeUndefined();
}, 120_000);

test('a second start keeps devices, tokens, the administrator and the PKI', async () => {
  const dataDir = await newDataDir();
  const first = await start(dataDir);
  const token = await makeToken(dataDir);
  const uuid = randomUUID();
  expect(await enrol(first, dataDir, uuid)).toBe(204);
  await first.stop();

  const second = await start(dataDir);
  const list = await adminClient(second.ready.adminUrl, token).call('GET', '/devices');
  expect(list.status).toBe(200);
  expect(list.body).toContainEqual(expect.objectContaining({ uuid }));
  const files = readDeviceFiles(join(dataDir, '..', uuid));
  expect((await askGateway(second.ready.gatewayUrl, files, '/config')).status).toBe(204);
}, 120_000);

test('after the starting process was killed its services end, and the next start takes over what is left', async () => {
  const dataDir = await newDataDir();
  const first = await start(dataDir);
  const { adminApi, deviceGateway, postgres } = first.ready.pids;
  await first.stop('SIGKILL');
  await untilGone([adminApi!, deviceGateway!]);

  const second = await start(dataDir);
  expect(second.ready.pids['postgres']).toBe(postgres);
  expect(await makeToken(dataDir)).toMatch(/^mgt_pat_/);
  await second.stop();
  expect(
    [...Object.values(first.ready.pids), ...Object.values(second.ready.pids)].filter(existsProcess),
  ).toEqual([]);
}, 120_000);

test('a service that is killed is started again, and nothing that was acknowledged is lost', async () => {
  const dataDir = await newDataDir();
  const product = await start(dataDir);
  const token = await makeToken(dataDir);
  const uuid = randomUUID();
  expect(await enrol(product, dataDir, uuid)).toBe(204);
  process.kill(product.ready.pids['adminApi']!, 'SIGKILL');
  await untilGone([product.ready.pids['adminApi']!]);
  await expect(untilAnswers(product.ready.adminUrl, token, uuid)).resolves.toBeUndefined();
}, 90_000);

test('each of the processes of the gateway is replaced when it is killed, and its address stays', async () => {
  const dataDir = await newDataDir();
  const product = await start(dataDir, { workers: 2 });
  const { pids, gatewayUrl } = product.ready;
  const { deviceGateway, gatewayWorker1, gatewayWorker2, gatewayWorker3 } = pids;
  expect(gatewayWorker3).toBeUndefined();
  const uuid = randomUUID();
  expect(await enrol(product, dataDir, uuid)).toBe(204);
  const files = readDeviceFiles(join(dataDir, '..', uuid));
  for (const pid of [gatewayWorker1!, gatewayWorker2!, deviceGateway!]) {
    process.kill(pid, 'SIGKILL');
    await untilGone([pid]);
    await untilServed(gatewayUrl, files);
  }
  await untilGone([gatewayWorker1!, gatewayWorker2!, deviceGateway!]);
  expect(await product.stop()).toBe(0);
}, 90_000);

test('a worker that is stopped does not outlive its supervisor, and keeps its address from nobody', async () => {
  const dataDir = await newDataDir();
  const product = await start(dataDir, { workers: 2 });
  const { deviceGateway, gatewayWorker1 } = product.ready.pids;
  const uuid = randomUUID();
  expect(await enrol(product, dataDir, uuid)).toBe(204);
  process.kill(gatewayWorker1!, 'SIGSTOP');
  process.kill(deviceGateway!, 'SIGKILL');
  await untilGone([deviceGateway!, gatewayWorker1!]);
  await untilServed(product.ready.gatewayUrl, readDeviceFiles(join(dataDir, '..', uuid)));
}, 90_000);

test('services are told nothing that the operator has set for the tools of PostgreSQL', async () => {
  const env = { PGPASSWORD: 'known to the operator', PGAPPNAME: 'psql' };
  const { pids } = (await start(await newDataDir(), { env })).ready;
  for (const pid of [pids['adminApi'], pids['deviceGateway'], pids['gatewayWorker1']])
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toMatch(/(^|\0)PG[A-Z]+=/);
}, 90_000);

test.each(['SIGKILL', 'SIGINT'] as const)(
  'PostgreSQL that ends by %s is started again, and service resumes with all that was acknowledged',
  async (signal) => {
    const dataDir = await newDataDir();
    const product = await start(dataDir);
    const token = await makeToken(dataDir);
    const uuid = randomUUID();
    expect(await enrol(product, dataDir, uuid)).toBe(204);
    process.kill(product.ready.pids['postgres']!, signal);
    await untilGone([product.ready.pids['postgres']!]);
    await untilAnswers(product.ready.adminUrl, token, uuid);
    const files = readDeviceFiles(join(dataDir, '..', uuid));
    let status = 503;
    while (status === 503)
      ({ status } = await askGateway(product.ready.gatewayUrl, files, '/config'));
    expect(status).toBe(204);
    expect(await product.stop()).toBe(0);
  },
  90_000,
);

test('an address in use is told in one sentence, and nothing is made', async () => {
  const dataDir = await newDataDir();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  // prettier-ignore
  const refused = await runCommand(['up', '--data-dir', dataDir, '--admin-addr', `127.0.0.1:${port}`, '--gateway-addr', '127.0.0.1:0']);
  other.close();
  expect(refused).toEqual({
    code: 1,
    stdout: '',
    stderr: `moorgate: 127.0.0.1 port ${port} is in use by another process\n`,
  });
  expect(existsSync(dataDir)).toBe(false);
}, 60_000);

test('a data directory that PostgreSQL cannot enter is told in one sentence, and nothing is made', async () => {
  if (process.getuid?.() !== 0) return;
  const folder = await makeFolder();
  folders.push(folder);
  await chmod(folder, 0o700);
  // prettier-ignore
  const refused = await runCommand(['up', '--data-dir', join(folder, 'data'), '--admin-addr', '127.0.0.1:0', '--gateway-addr', '127.0.0.1:0']);
  expect([refused.code, refused.stdout]).toEqual([1, '']);
  expect(refused.stderr).toMatch(/^moorgate: The data directory .* cannot be used.*\n$/);
  expect(existsSync(join(folder, 'data'))).toBe(false);
}, 60_000);

test('doctor, which only looks, makes nothing and changes no rights', async () => {
  const folder = await makeFolder();
  folders.push(folder);
  await chmod(folder, 0o755);
  for (const dataDir of [folder, join(folder, 'missing')])
    expect((await runCommand(['doctor', '--data-dir', dataDir])).code).toBe(1);
  expect(statSync(folder).mode & 0o777).toBe(0o755);
  expect(readdirSync(folder)).toEqual([]);
}, 60_000);

test('the services of another PostgreSQL log in as themselves, whatever form its address has', async () => {
  const first = await startProduct(await newDataDir());
  started.push(first);
  const password = readFileSync(join(first.ready.dataDir, 'keys', 'postgres'), 'utf8').trim();
  const { searchParams } = new URL(first.ready.databaseUrl);
  searchParams.set('user', 'moorgate');
  searchParams.set('password', password);
  const env = { DATABASE_URL: `postgres:///moorgate?${searchParams.toString()}` };
  const second = await startProduct(await newDataDir(), { env });
  started.push(second);
  const { adminApi, deviceGateway, postgres } = second.ready.pids;
  expect(postgres).toBeUndefined();
  const shown = [adminApi, deviceGateway].map((pid) =>
    readFileSync(`/proc/${pid}/environ`, 'utf8'),
  );
  expect(shown[0]).toContain('DATABASE_URL=postgres://moorgate_admin:');
  expect(shown[1]).toContain('DATABASE_URL=postgres://moorgate_gateway:');
  for (const text of [...shown, JSON.stringify(second.ready)]) expect(text).not.toContain(password);
  await second.stop();
  expect(existsProcess(first.ready.pids['postgres']!)).toBe(true);
}, 120_000);

/** Resolves when a device is served on a new connection. */
const untilServed = async (
  gatewayUrl: string,
  files: ReturnType<typeof readDeviceFiles>,
): Promise<void> => {
  const ask = (): Promise<number | null> =>
    askGateway(gatewayUrl, files, '/config').then(
      ({ status }) => status,
      () => null,
    );
  while ((await ask()) !== 204);
};

/** Resolves when the admin API answers again and lists the device. */
const untilAnswers = async (adminUrl: string, token: string, uuid: string): Promise<void> => {
  for (;;) {
    try {
      const list = await adminClient(adminUrl, token).call('GET', '/devices');
      if (list.status === 503) continue;
      expect(list.body).toContainEqual(expect.objectContaining({ uuid }));
      return;
    } catch (error) {
      // What fetch throws while nobody listens; of another realm, so its class is not ours.
      if ((error as Error).message !== 'fetch failed') throw error;
    }
  }
};
