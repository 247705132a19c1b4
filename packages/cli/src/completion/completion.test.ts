import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianPackage, declareWith } from '@moorgate/testing';
import { type ApiGround, runIn, startApiGround } from '../test-support/api-ground.ts';

const zsh = await debianPackage({ name: 'zsh', probe: ['--version'] });
const fish = await debianPackage({ name: 'fish', probe: ['--version'] });

let ground: ApiGround;
let folder: string;
let env: NodeJS.ProcessEnv;
let uuid: string;
beforeAll(async () => {
  ground = await startApiGround();
  uuid = await ground.addDevice({ name: 'lamp' });
  folder = await mkdtemp(join(tmpdir(), 'moorgate-completion-'));
  // The program under its name, from the source.
  const main = join(import.meta.dirname, '../main.ts');
  const program = join(folder, 'moorgate');
  const options = '--conditions=@moorgate/source --disable-warning=ExperimentalWarning';
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' ${options} '${main}' "$@"\n`);
  await chmod(program, 0o755);
  const { token } = await ground.addUser();
  await mkdir(join(folder, 'config/moorgate'), { recursive: true, mode: 0o700 });
  const rest = { madeTokenId: null, expiresAt: null, ca: null, isInsecure: false };
  const context = { url: ground.url, username: 'u', token, ...rest };
  const contexts = { current: 'a:1', contexts: { 'a:1': context, other: context } };
  const file = join(folder, 'config/moorgate/config.json');
  await writeFile(file, JSON.stringify(contexts), { mode: 0o600 });
  env = {
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    LANG: 'C.UTF-8',
  };
});
afterAll(async () => {
  await ground.close();
  await rm(folder, { recursive: true });
});

/** What may stand in the place of the last word. */
const offers = async (...words: string[]): Promise<string[]> => {
  const { stdout } = await ground.run(['__complete', '--', ...words]);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0]!]));
};

describe('what is offered', () => {
  test('commands that begin as the word does, each with a sentence', async () => {
    expect(await offers('dev')).toEqual(['device', 'device-cas', 'devices']);
    expect(await offers('devices', 'la')).toEqual(['labels']);
    expect(await offers('devices', 'labels', '')).toEqual(['help', 'set', 'unset']);
    const { stdout } = await ground.run(['__complete', '--', 'gatew']);
    expect(stdout).toBe('gateways\tthe gateways, and how far each follows changes\n');
  });

  test('options, and their values, whichever way they are written', async () => {
    expect(await offers('devices', 'list', '--o')).toEqual(['--order-by', '--output']);
    expect(await offers('devices', 'list', '-o', '')).toEqual(['table', 'json', 'yaml']);
    expect(await offers('devices', 'list', '--output=j')).toEqual(['--output=json']);
    expect(await offers('devices', 'list', '--', '--o')).toEqual([]);
    expect(await offers('login', '--ca', '')).toEqual([':files']);
  });

  test('what only the server knows: devices, denied ones, users, scopes, groups', async () => {
    expect(await offers('devices', 'get', uuid.slice(0, 8))).toEqual([uuid]);
    expect(await offers('devices', 'get', uuid, '')).toEqual([]);
    expect(await offers('denied', 'restore', '')).toEqual([]);
    expect(await offers('login', '--scope', 'devices:d')).toEqual(['devices:delete']);
  });

  test('nothing, and no complaint, where the server is not reached or wants no part of it', async () => {
    const nowhere = { MOORGATE_URL: 'http://127.0.0.1:9', MOORGATE_TOKEN: 'x' };
    for (const variables of [nowhere, { MOORGATE_URL: ground.url, MOORGATE_TOKEN: 'wrong' }])
      expect(
        await runIn({ HOME: folder }, ['__complete', '--', 'devices', 'get', ''], {
          env: variables,
        }),
      ).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('fifty words at most', async () => {
    for (let count = 0; count < 55; count += 1) await ground.addDevice();
    expect(await offers('devices', 'deny', '')).toHaveLength(50);
  });
});

/** Runs a shell; answers its standard output by lines. */
const shell = (
  program: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<string[]> =>
  new Promise((resolve, reject) => {
    const own = { ...env, ...more, PATH: `${folder}:${more['PATH'] ?? process.env['PATH'] ?? ''}` };
    execFile(program, args, { env: own, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error !== null) reject(new Error(`${error.message}\n${stderr}`));
      else resolve(stdout.split('\n').filter((line) => line !== ''));
    });
  });

describe('in bash', () => {
  /** What bash would put in the place of the word at the end of the line. */
  const bash = (line: string): Promise<string[]> =>
    shell('bash', [
      '--norc',
      '-c',
      `source <(moorgate completion bash)
       COMP_LINE=$1 COMP_POINT=\${#1}
       # As readline does it: words end at = and :, which are words themselves.
       read -ra COMP_WORDS <<<"$(sed 's/[=:]/ & /g' <<<"$1")"
       [[ $1 == *[[:space:]] ]] && COMP_WORDS+=('')
       COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
       _moorgate moorgate
       printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      line,
    ]);

  test('completes commands, options, values behind an equals sign, and devices', async () => {
    expect(await bash('moorgate dev')).toEqual(['device', 'device-cas', 'devices']);
    expect(await bash('moorgate devices li')).toEqual(['list']);
    expect(await bash('moorgate devices list --output=')).toEqual(['table', 'json', 'yaml']);
    expect(await bash('moorgate devices list --output=y')).toEqual(['yaml']);
    expect(await bash(`moorgate devices get ${uuid.slice(0, 13)}`)).toEqual([uuid]);
  });

  test('completes names with a colon, which bash takes for several words', async () => {
    expect(await bash('moorgate contexts use ')).toEqual(['a:1', 'other']);
    expect(await bash('moorgate contexts use a:')).toEqual(['1']);
  });
});

declareWith(zsh, describe)('in zsh', () => {
  if (!zsh.isThere) return;

  test('completes commands and contexts', async () => {
    const complete = (line: string): Promise<string[]> =>
      shell(zsh.program, ['-f', '-c', zshProbe, 'zsh', line], zsh.env);
    expect(await complete('moorgate devi')).toEqual([
      expect.stringMatching(/^device:/),
      expect.stringMatching(/^device-cas:/),
      expect.stringMatching(/^devices:devices, their labels/),
    ]);
    expect(await complete('moorgate contexts use ')).toEqual([
      `a\\:1:${ground.url}`,
      `other:${ground.url}`,
    ]);
  });

  /** The function as zsh calls it, with what it hands over to `_describe`. */
  const zshProbe = `
    compdef() { : }
    _describe() { local array=$3 line; for line in "\${(@P)array}"; do print -r -- $line; done }
    source <(moorgate completion zsh)
    words=("\${(@s: :)1}"); CURRENT=\${#words}
    _moorgate`;
});

declareWith(fish, describe)('in fish', () => {
  if (!fish.isThere) return;

  test('completes commands, with what they are for, and contexts', async () => {
    const complete = (line: string): Promise<string[]> =>
      shell(
        fish.program,
        ['--no-config', '-c', 'moorgate completion fish | source; complete -C $argv[1]', line],
        fish.env,
      );
    expect(await complete('moorgate devi')).toEqual([
      expect.stringMatching(/^device\t/),
      expect.stringMatching(/^devices\tdevices, their labels/),
      expect.stringMatching(/^device-cas\t/),
    ]);
    expect(await complete('moorgate contexts use o')).toEqual([expect.stringMatching(/^other\t/)]);
  });
});
