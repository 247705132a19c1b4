/** The command line as operators and their shells meet it: the built program, beside a server that speaks HTTPS. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { askGateway, readDeviceFiles } from './support/device.ts';
import {
  adminPassword,
  commandLine,
  type CommandResult,
  environment,
  makeFolder,
  type Product,
  removeFolder,
  runCommand,
  startProduct,
} from './support/product.ts';

let folder: string;
let product: Product;
let home: Record<string, string>;
beforeAll(async () => {
  folder = await makeFolder();
  await mkdir(join(folder, 'home'));
  home = { HOME: join(folder, 'home') };
  product = await startProduct(join(folder, 'data'), { workers: 1, args: ['--admin-https'] });
}, 120_000);
afterAll(async () => {
  await product.stop();
  await removeFolder(folder);
}, 60_000);

const run = (
  args: readonly string[],
  env: Record<string, string> = {},
  input = '',
): Promise<CommandResult> => runCommand(args, { env: { ...home, ...env }, input });

const logIn = (password: string, ...options: string[]): Promise<CommandResult> => {
  const login = ['login', 'main', '--url', product.ready.adminUrl, '--username', 'admin'];
  return run([...login, '--password-stdin', ...options], {}, `${password}\n`);
};

const ownRoot = (): string[] => ['--ca', join(product.ready.dataDir, 'certs', 'root.crt')];

test('logs in over HTTPS with the installation’s own root alone, and keeps no password', async () => {
  const untrusted = await logIn(adminPassword);
  expect(untrusted).toMatchObject({
    code: 7,
    stderr: expect.stringContaining('cannot be reached'),
  });
  const wrong = await logIn('some other password', ...ownRoot());
  expect(wrong).toMatchObject({ code: 3, stderr: expect.stringContaining('(login_failed)') });
  expect(wrong.stderr).toContain(`${product.ready.adminUrl}/errors/login_failed`);
  expect(await logIn(adminPassword, ...ownRoot())).toMatchObject({ code: 0, stderr: '' });
  const kept = await readFile(join(home['HOME']!, '.config/moorgate/config.json'), 'utf8');
  expect(kept).not.toContain(adminPassword);
}, 60_000);

/** What a terminal shows while a person types these lines, each when it is asked for something. */
const inTerminal = async (command: string, ...typed: string[]): Promise<string> => {
  const options = ['--quiet', '--flush', '--return', '--command', command, '/dev/null'];
  const terminal = spawn('script', options, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...environment(home), TERM: 'xterm', PROGRAM: commandLine },
  });
  let shown = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (shown.endsWith(': ')) terminal.stdin.write(typed.shift() ?? '');
  });
  const [code] = (await once(terminal, 'close')) as [number];
  return `${shown.replaceAll('\r\n', '\n')}${code}`;
};

test('asks a person for the password and shows nothing of it; Ctrl-C ends the question', async () => {
  const login = `"$PROGRAM" login typed --url ${product.ready.adminUrl} --username admin`;
  const [option, root] = ownRoot();
  const command = `${login} ${option} '${root}'`;
  const shown = await inTerminal(command, `${adminPassword}\r`);
  expect(shown).toMatch(/^Password: \n.*admin is logged in to \S+, context typed\.\n0$/s);
  expect(shown).not.toContain(adminPassword);
  expect(await inTerminal(command, '\x03')).toMatch(/^Password: \n.*moorgate: cancelled\n1$/s);
});

test('finds a device, labels it, denies it, and says by its exit code what it could not do', async () => {
  await logIn(adminPassword, ...ownRoot());
  const uuid = randomUUID();
  const out = join(folder, uuid);
  const dataDir = product.ready.dataDir;
  await run(['device', 'create', '--data-dir', dataDir, '--uuid', uuid, '--out', out]);
  expect((await askGateway(product.ready.gatewayUrl, readDeviceFiles(out), '/device')).status).toBe(
    200,
  );
  expect((await run(['devices', 'labels', 'set', uuid, 'name=lamp'])).code).toBe(0);
  const list = await run(['devices', 'list', '--label', 'name=lamp', '-o', 'json']);
  expect(JSON.parse(list.stdout)).toEqual([expect.objectContaining({ uuid })]);
  expect((await run(['devices', 'deny', uuid])).code).toBe(0);
  expect((await run(['devices', 'deny', uuid])).code).toBe(5);
  expect((await run(['devices', 'deny'])).code).toBe(2);
  const conflict = await run(['users', 'create', 'admin', '--no-password']);
  expect(conflict.code).toBe(6);
  const reader = await run(['tokens', 'create', '--name', 'r', '--scope', 'devices:read']);
  const token = { MOORGATE_TOKEN: reader.stdout.trim() };
  expect((await run(['users', 'list'], token)).code).toBe(4);
  expect((await run(['devices', 'list'], { MOORGATE_TOKEN: 'wrong' })).code).toBe(3);
  const nobody = { MOORGATE_URL: 'https://127.0.0.1:9', MOORGATE_TOKEN: 'x' };
  expect((await run(['devices', 'list'], nobody)).code).toBe(7);
}, 60_000);

/** What a shell prints. */
const inShell = (script: string, ...args: string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const env = { ...environment(home), PROGRAM: commandLine };
    execFile('bash', ['--norc', '-c', script, 'bash', ...args], { env }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(stderr)),
    );
  });

test('lets bash complete commands and contexts, called by its path too', async () => {
  await logIn(adminPassword, ...ownRoot());
  const script = `
    source <("$PROGRAM" completion bash)
    COMP_LINE="moorgate $*" COMP_WORDS=(moorgate "$@") COMP_CWORD=$#
    COMP_POINT=\${#COMP_LINE}
    _moorgate "$PROGRAM"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  expect(await inShell(script, 'devi')).toBe('device\ndevice-cas\ndevices\n');
  expect(await inShell(script, 'contexts', 'use', 'ma')).toBe('main\n');
});

test('ends without a word when nobody reads what it says', async () => {
  await logIn(adminPassword, ...ownRoot());
  const script = '{ "$PROGRAM" audit search --all -o json | head -c 1; } 2>&1';
  expect(await inShell(script)).toBe('[');
});

describe('while a server keeps it waiting', () => {
  let server: Server;
  let waiting: ChildProcess | null = null;
  beforeAll(async () => {
    server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    waiting?.kill('SIGKILL');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('Ctrl-C ends it at once, and it says nothing', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = environment({ ...home, MOORGATE_URL: url, MOORGATE_TOKEN: 'x' });
    waiting = spawn(commandLine, ['devices', 'list'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: string[] = [];
    for (const stream of [waiting.stdout!, waiting.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
    await once(server, 'request');
    waiting.kill('SIGINT');
    expect(await once(waiting, 'close')).toEqual([null, 'SIGINT']);
    expect(said).toEqual([]);
  });
});
