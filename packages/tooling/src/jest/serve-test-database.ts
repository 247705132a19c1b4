/**
 * A process that holds the database server of one run of the tests: prints, as one line of JSON, the environment that
 * tests read, and removes everything when its standard input closes.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openDatabase, openPool, serviceRoles, setServicePassword } from '@moorgate/db';
import { changeUrl, startPostgres } from '@moorgate/postgres';

/** Fixed, because roles belong to the whole server, and several runs may share one that was given. */
const rolePassword = 'only-for-tests';

/** The server's address, and what removes it. */
interface TestServer {
  readonly url: string;
  remove(): Promise<void>;
}

const memoryFolder = '/dev/shm';
const memoryBytesMin = 4 * 1024 ** 3;

/** Cloning is bound by the creation of files, so memory is taken where there is plenty of it. */
const fastestFolder = async (): Promise<string> => {
  const space = await statfs(memoryFolder).catch(() => null);
  return space !== null && space.bavail * space.bsize >= memoryBytesMin ? memoryFolder : tmpdir();
};

/** Nothing in this server outlives the run, so nothing has to reach the disk. */
const startOwnServer = async (): Promise<TestServer> => {
  const dataDir = await mkdtemp(join(await fastestFolder(), 'moorgate-test-'));
  const removeFolder = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  try {
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
    const server = await startPostgres({ dataDir, settings });
    return { url: server.url, remove: () => server.stop().then(removeFolder) };
  } catch (error) {
    await removeFolder();
    throw error;
  }
};

const openServer = async (): Promise<TestServer> => {
  const url = process.env['MOORGATE_TEST_DATABASE_URL'];
  return url === undefined ? await startOwnServer() : { url, remove: () => Promise.resolve() };
};

const runOnServer = async (url: string, statement: string): Promise<void> => {
  const pool = openPool({
    url: changeUrl(url, { database: 'postgres' }),
    applicationName: 'moorgate-tests',
  });
  await pool.query(statement).finally(() => pool.end());
};

/** A migrated database that is cloned for each test file, and closed to connections, which would stop the cloning. */
const createTemplate = async (serverUrl: string, name: string): Promise<void> => {
  await runOnServer(serverUrl, `create database ${name}`);
  const url = changeUrl(serverUrl, { database: name });
  const db = openDatabase({ url, applicationName: 'moorgate-tests' });
  try {
    await migrate(db);
    for (const role of Object.values(serviceRoles))
      await setServicePassword(db, role, rolePassword);
  } finally {
    await db.destroy();
  }
  await runOnServer(serverUrl, `alter database ${name} allow_connections false`);
};

const server = await openServer();
const template = `moorgate_template_${randomBytes(6).toString('hex')}`;
try {
  await createTemplate(server.url, template);
  const environment = {
    MOORGATE_TEST_SERVER_URL: server.url,
    MOORGATE_TEST_TEMPLATE: template,
    MOORGATE_TEST_ROLE_PASSWORD: rolePassword,
  };
  process.stdout.write(`${JSON.stringify(environment)}\n`);
  await once(process.stdin.resume(), 'close');
  await runOnServer(server.url, `drop database ${template}`);
} finally {
  await server.remove();
}
