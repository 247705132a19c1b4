import { once } from 'node:events';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import pg from 'pg';
import { testAsRoot } from './test-support/test-when.ts';
import { findPostgres } from './find-postgres.ts';
import { isAlive } from './postmaster-file.ts';
import { type PostgresServer, startPostgres } from './start-postgres.ts';

const isRoot = process.getuid?.() === 0;

/** Everything that a test starts or makes is gone after it, whatever became of the test. */
const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const makeFolder = async (name = 'data'): Promise<string> => {
  const parent = await mkdtemp(join(tmpdir(), 'moorgate launcher '));
  await chmod(parent, 0o755);
  cleanUps.push(() => rm(parent, { recursive: true, force: true }));
  return join(parent, name);
};

const start = async (
  dataDir: string,
  options: { isKeeper?: boolean } = {},
): Promise<PostgresServer> => {
  const server = await startPostgres({ dataDir, settings: { fsync: 'off' }, ...options });
  cleanUps.push(() => endServer(server));
  return server;
};

/** Ends a server whoever started it, and removes what its launcher would have removed. */
const endServer = async (server: { readonly pid: number; readonly url: string }): Promise<void> => {
  if (isAlive(server.pid)) process.kill(server.pid, 'SIGINT');
  await untilGone(server.pid);
  await rm(socketFolderOf(server), { recursive: true, force: true });
};

const untilGone = async (pid: number): Promise<void> => {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
};

const query = async <Row>(url: string, text: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text).finally(() => client.end());
  return rows as Row[];
};

const socketFolderOf = (server: { readonly url: string }): string =>
  new URL(server.url).searchParams.get('host') ?? '';

interface Launcher {
  readonly child: ChildProcess;
  /** What the launcher says when the server is up, or the message of its error. */
  readonly answer: Promise<LauncherAnswer>;
  readonly exited: Promise<unknown>;
}

interface LauncherAnswer {
  readonly url: string;
  readonly pid: number;
  readonly adopted?: boolean;
  readonly message?: string;
}

/** `startPostgres` in a process of its own, at the head of its own process group as it is in a terminal. */
const launch = (dataDir: string, uid?: number): Launcher => {
  const module = new URL('./start-postgres.ts', import.meta.url).href;
  const script = `
    import { startPostgres } from ${JSON.stringify(module)};
    const say = (answer) => console.log(JSON.stringify(answer));
    await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, settings: { fsync: 'off' } }).then(
      ({ url, pid, adopted }) => say({ url, pid, adopted }),
      (error) => say({ url: '', pid: 0, message: error.name + ': ' + error.message }),
    );
    setInterval(() => undefined, 1e6);`;
  const child = spawn(
    process.execPath,
    ['--conditions=@moorgate/source', '--input-type=module', '--eval', script],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(uid === undefined ? {} : { uid, gid: uid, cwd: '/' }),
    },
  );
  const answer = once(createInterface(child.stdout), 'line').then(
    ([line]: string[]) => JSON.parse(line ?? '') as LauncherAnswer,
  );
  const exited = once(child, 'exit');
  cleanUps.push(async () => {
    const server = await Promise.race([answer, exited.then(() => null)]);
    child.kill('SIGKILL');
    if (server !== null && server.pid > 0) await endServer(server);
  });
  return { child, answer, exited };
};

describe('a first start', () => {
  test('makes a database in UTF-8, ordered by code point, with checksums', async () => {
    const server = await start(await makeFolder());
    expect(server.adopted).toBe(false);
    const settings = await query(
      server.url,
      `select current_database() as name, current_user as user, datlocprovider, datlocale,
         pg_encoding_to_char(encoding) as encoding, current_setting('data_checksums') as checksums
       from pg_database where datname = current_database()`,
    );
    expect(settings).toEqual([
      {
        name: 'moorgate',
        user: 'moorgate',
        datlocprovider: 'b',
        datlocale: 'C.UTF-8',
        encoding: 'UTF8',
        checksums: 'on',
      },
    ]);
  });

  test('opens no TCP port, and asks for a password on its socket too', async () => {
    const server = await start(await makeFolder());
    expect(await query(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
    const withoutPassword = new URL(server.url);
    withoutPassword.password = 'wrong';
    await expect(query(withoutPassword.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  test('keeps the password, the database and the socket from other users', async () => {
    const dataDir = await makeFolder();
    const server = await start(dataDir);
    const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
    expect(await modeOf(dataDir)).toBe(isRoot ? 0o711 : 0o700);
    expect(await modeOf(join(dataDir, 'keys'))).toBe(0o700);
    expect(await modeOf(join(dataDir, 'keys', 'postgres'))).toBe(0o600);
    expect(await modeOf(join(dataDir, 'postgres'))).toBe(0o700);
    expect(await modeOf(socketFolderOf(server))).toBe(0o700);
    expect(await readdir(dataDir)).toEqual(['keys', 'postgres', 'postgres.owner']);
  });

  test('is as good as any other after one that was killed in the middle of it', async () => {
    const dataDir = await makeFolder();
    const launcher = launch(dataDir);
    const isMaking = async (): Promise<boolean> =>
      (await readdir(dataDir).catch(() => [])).some((name) => name.startsWith('postgres.new-'));
    while (!(await isMaking())) await new Promise((resolve) => setTimeout(resolve, 5));
    launcher.child.kill('SIGKILL');
    await launcher.exited;
    expect(await readdir(dataDir)).not.toContain('postgres');

    const server = await start(dataDir);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('by two launchers at once is one start and one adoption', async () => {
    const dataDir = await makeFolder();
    const launchers = [launch(dataDir), launch(dataDir)];
    const answers = await Promise.all(launchers.map((launcher) => launcher.answer));
    expect(answers.map((answer) => answer.message)).toEqual([undefined, undefined]);
    expect(answers.map((answer) => answer.adopted).sort()).toEqual([false, true]);
    expect(answers[0]!.url).toBe(answers[1]!.url);
    expect(await readdir(dataDir)).toEqual(['keys', 'postgres', 'postgres.owner']);
  });
});

describe('a server that ran before', () => {
  test('comes back with its data after a stop, which leaves no process and no socket', async () => {
    const dataDir = await makeFolder();
    const first = await start(dataDir);
    await query(first.url, 'create table kept as select 7 as number');
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    await expect(stat(socketFolderOf(first))).rejects.toMatchObject({ code: 'ENOENT' });
    await first.stop();

    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'select number from kept')).toEqual([{ number: 7 }]);
  });

  test('is adopted while it runs, and an adopter does not stop it', async () => {
    const dataDir = await makeFolder();
    const owner = await start(dataDir);
    const adopter = await start(dataDir);
    expect(adopter).toMatchObject({ adopted: true, pid: owner.pid, url: owner.url });
    await adopter.stop();
    expect(await query(owner.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('is found by those who only look, as long as it runs', async () => {
    const dataDir = await makeFolder();
    expect(await findPostgres(dataDir)).toBeNull();
    const server = await start(dataDir);
    expect(await findPostgres(dataDir)).toBe(server.url);
    await server.stop();
    expect(await findPostgres(dataDir)).toBeNull();
  });

  test('goes on after its launcher was killed, and is adopted by the next', async () => {
    const dataDir = await makeFolder();
    const launcher = launch(dataDir);
    const { pid, url } = await launcher.answer;
    launcher.child.kill('SIGKILL');
    await launcher.exited;

    const next = await start(dataDir);
    expect(next).toMatchObject({ adopted: true, pid, url });
  });

  test('is ended by whoever adopts it when nobody else is left to do so', async () => {
    const dataDir = await makeFolder();
    const launcher = launch(dataDir);
    const { pid } = await launcher.answer;
    launcher.child.kill('SIGKILL');
    await launcher.exited;

    const heir = await start(dataDir);
    await heir.stop();
    expect(isAlive(pid)).toBe(false);
    expect((await start(dataDir)).adopted).toBe(false);
  });

  test('stays up for one who keeps it when the command that started it ends', async () => {
    const dataDir = await makeFolder();
    const command = await start(dataDir);
    const keeper = await start(dataDir, { isKeeper: true });
    const otherKeeper = await start(dataDir, { isKeeper: true });
    await command.stop();
    await otherKeeper.stop();
    expect(await query(keeper.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await keeper.stop();
    expect(isAlive(keeper.pid)).toBe(false);
  });

  test('does not hear the Ctrl-C that its launcher gets', async () => {
    const launcher = launch(await makeFolder());
    const { pid, url } = await launcher.answer;
    process.kill(-launcher.child.pid!, 'SIGINT');
    await launcher.exited;
    const rows = await query(url, 'select pg_postmaster_start_time() is not null as up');
    expect(rows).toEqual([{ up: true }]);
    expect(isAlive(pid)).toBe(true);
  });

  test('comes back at the same address after kill -9, when its last processes have ended', async () => {
    const dataDir = await makeFolder();
    const first = await start(dataDir);
    await query(first.url, 'create table kept as select 7 as number');
    const busy = new pg.Client({ connectionString: first.url });
    busy.on('error', () => undefined);
    await busy.connect();
    const statement = busy.query(
      `do $$ begin for i in 1..300 loop perform md5(g::text) from generate_series(1, 10000) g; end loop; end $$`,
    );
    const interrupted = statement.catch(() => undefined);
    process.kill(first.pid, 'SIGKILL');

    const second = await start(dataDir);
    await interrupted;
    expect(second).toMatchObject({ adopted: false, url: first.url });
    expect(second.pid).not.toBe(first.pid);
    expect(await query(second.url, 'select number from kept')).toEqual([{ number: 7 }]);
    await busy.end();
  });

  test('comes back at the same address after an end in good order, whoever asked for it', async () => {
    const dataDir = await makeFolder();
    const first = await start(dataDir);
    await first.stop();
    const second = await start(dataDir);
    process.kill(second.pid, 'SIGTERM');
    await untilGone(second.pid);
    const third = await start(dataDir);
    expect([second.url, third.url]).toEqual([first.url, first.url]);
  });

  test('has an address of its own in a copy of the data directory of a server that runs', async () => {
    const dataDir = await makeFolder();
    const first = await start(dataDir);
    await first.stop();
    const copy = await makeFolder();
    await cp(dataDir, copy, { recursive: true });
    if (isRoot)
      await promisify(execFile)('chown', [
        '-R',
        '--reference',
        join(dataDir, 'postgres'),
        join(copy, 'postgres'),
      ]);
    const original = await start(dataDir);
    const second = await start(copy);
    expect(original.url).toBe(first.url);
    expect(socketFolderOf(second)).not.toBe(socketFolderOf(first));
  });

  test('is not mistaken for the process that got its number after a crash', async () => {
    const dataDir = await makeFolder();
    const first = await start(dataDir);
    await first.stop();
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    const folder = socketFolderOf(first);
    // Process 1 lives and is no PostgreSQL; the server takes such a file for what a crash left.
    const lines = ['1', join(dataDir, 'postgres'), '1', '5432', folder, '', '0 0', 'ready'];
    if (isRoot) await writeFile(file, `${lines.join('\n')}\n`);

    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    expect(await readFile(file, 'utf8')).toContain(String(second.pid));
  });
});

describe('as root', () => {
  testAsRoot('runs the server as another user', async () => {
    const server = await start(await makeFolder());
    const { uid } = await stat(`/proc/${server.pid}`);
    expect(uid).not.toBe(0);
  });

  testAsRoot('leaves an ordinary user an ordinary start', async () => {
    const dataDir = await makeFolder();
    const nobody = 65_534;
    await mkdir(dataDir, { mode: 0o700 });
    await chown(dataDir, nobody, nobody);
    const { pid, message, adopted } = await launch(dataDir, nobody).answer;
    expect({ message, adopted }).toEqual({ message: undefined, adopted: false });
    expect((await stat(`/proc/${pid}`)).uid).toBe(nobody);
    expect((await stat(join(dataDir, 'keys', 'postgres'))).uid).toBe(nobody);
  });

  testAsRoot('gives an ordinary user one sentence about a folder that is not theirs', async () => {
    const dataDir = await makeFolder();
    const { message } = await launch(dataDir, 65_534).answer;
    expect(message).toMatch(
      /^PostgresStartError: The data directory .* cannot be written \(EACCES\)/,
    );
    await expect(stat(dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
