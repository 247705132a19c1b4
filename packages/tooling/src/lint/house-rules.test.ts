import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../repository.ts';

interface FileReport {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

const auth = {
  'packages/auth/src/index.ts': [
    "export { withDb } from './context.ts';",
    "export { findUser } from './users/find-user.ts';",
  ],
  'packages/auth/src/context.ts': [
    '/** Surroundings. */',
    '',
    '/** A handle. */',
    'export const withDb = (): number => 1;',
  ],
  'packages/auth/src/users/find-user.ts': [
    '/** Users. */',
    '',
    '/** One. */',
    'export const findUser = (): number => 1;',
  ],
};

const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `  f(${index});`);

/** Files that keep every rule. */
const sound: Readonly<Record<string, readonly string[]>> = {
  ...auth,
  'packages/auth/src/problem.ts': ['/** An error. */', 'export class Problem extends Error {}'],
  'packages/auth/src/sound.test.ts': [
    "test('it holds', () => { expect(process.env['X']).toBe(1); });",
  ],
  'packages/auth/src/factory.ts': [
    '/** A factory is as long as what it does itself. */',
    'const f = Math.abs;',
    'export const factories = [',
    '  (): (() => void)[] => [',
    ...['() => {', ...lines(40), '},', '() => {', ...lines(40), '},'],
    '  ],',
    '];',
  ],
  'services/admin-api/src/config.ts': [
    '/** Settings. */',
    "export const home = process.env['HOME'];",
  ],
  'services/device-gateway/src/sound.ts': [
    '/** Allowed. */',
    "import { withDb } from '@moorgate/auth';",
    'withDb();',
  ],
  'packages/db/src/queries/users.ts': [
    '/** Queries. */',
    '',
    '/** One. */',
    'export const findUserById = (): number => 1;',
  ],
};

/** One file with one fault for each row, and the rule that must name it. */
const planted: readonly (readonly [rule: string, path: string, text: readonly string[]])[] = [
  ['house/purpose-comment', 'packages/auth/src/silent.ts', ['export const one = 1;']],
  [
    'house/exported-function-doc',
    'packages/auth/src/undocumented.ts',
    ['/** P. */', '', 'export const f = (): number => 1;'],
  ],
  [
    'house/forbidden-areas',
    'services/device-gateway/src/curious.ts',
    ['/** P. */', "import { findUser } from '@moorgate/auth';", 'findUser();'],
  ],
  [
    'house/forbidden-areas',
    'services/device-gateway/src/passes-on.ts',
    ['/** P. */', "export { findUser } from '@moorgate/auth';"],
  ],
  [
    'no-restricted-syntax',
    'services/device-gateway/src/everything.ts',
    ['/** P. */', "import * as auth from '@moorgate/auth';", 'auth.withDb();'],
  ],
  ['no-restricted-syntax', 'packages/auth/src/default.ts', ['/** P. */', 'export default 1;']],
  [
    'no-restricted-syntax',
    'packages/auth/src/manager.ts',
    ['/** P. */', 'export class Manager {}'],
  ],
  [
    'no-restricted-syntax',
    'packages/auth/src/all.ts',
    ['/** P. */', "export * from './context.ts';"],
  ],
  [
    'no-restricted-syntax',
    'packages/auth/src/environment.ts',
    ['/** P. */', 'export const e = process.env;'],
  ],
  ['no-restricted-syntax', 'packages/auth/src/only.test.ts', ["test.only('x', () => undefined);"]],
  [
    'no-restricted-syntax',
    'packages/auth/src/skip.test.ts',
    ["describe.skip.each([1])('x', () => undefined);"],
  ],
  [
    'no-restricted-syntax',
    'packages/db/src/queries/tokens.ts',
    ['/** P. */', '', '/** D. */', 'export const getToken = (): number => 1;'],
  ],
  [
    'no-restricted-syntax',
    'services/admin-api/src/dialects/native/endpoints/get-device.ts',
    ['/** P. */', 'try { JSON.parse(""); } catch { /* quiet */ }'],
  ],
  ['max-lines', 'packages/auth/src/long.ts', ['/** P. */', 'const f = Math.abs;', ...lines(250)]],
  [
    'house/max-own-lines',
    'packages/auth/src/long-function.ts',
    ['/** P. */', 'const f = Math.abs;', 'const g = (): void => {', ...lines(50), '};', 'g();'],
  ],
  [
    'max-params',
    'packages/auth/src/wide.ts',
    [
      '/** P. */',
      '/** D. */',
      'export const f = (a: 1, b: 1, c: 1, d: 1): number => a + b + c + d;',
    ],
  ],
  [
    '@typescript-eslint/no-floating-promises',
    'packages/auth/src/floating.ts',
    ['/** P. */', 'const f = (): Promise<void> => Promise.resolve();', 'f();'],
  ],
  [
    '@typescript-eslint/no-explicit-any',
    'packages/auth/src/any.ts',
    ['/** P. */', 'export const a: any = 1;'],
  ],
  [
    '@typescript-eslint/consistent-type-imports',
    'packages/auth/src/type-import.ts',
    ['/** P. */', "import { withDb } from './context.ts';", 'export type X = typeof withDb;'],
  ],
  [
    '@typescript-eslint/switch-exhaustiveness-check',
    'packages/auth/src/switch.ts',
    ['/** P. */', "const k = 'a' as 'a' | 'b';", "switch (k) { case 'a': break; }"],
  ],
];

const writeInto = (folder: string, path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

const writeTree = (folder: string): void => {
  const files = [
    ...Object.entries(sound),
    ...planted.map(([, path, text]) => [path, text] as const),
  ];
  for (const [path, text] of files) writeInto(folder, path, `${text.join('\n')}\n`);
  for (const path of [
    'eslint.config.js',
    'tsconfig.base.json',
    'tsconfig.json',
    'packages/tooling/src/lint',
  ])
    cpSync(join(repositoryRoot, path), join(folder, path), { recursive: true });
  mkdirSync(join(folder, 'node_modules/@moorgate'), { recursive: true });
  for (const name of readdirSync(join(repositoryRoot, 'node_modules')).filter(
    (entry) => !entry.startsWith('.'),
  ))
    symlinkSync(join(repositoryRoot, 'node_modules', name), join(folder, 'node_modules', name));
  writeInto(folder, 'package.json', '{"type":"module"}');
  writeInto(
    folder,
    'packages/auth/package.json',
    '{"name":"@moorgate/auth","type":"module","exports":{".":{"@moorgate/source":"./src/index.ts"}}}',
  );
  symlinkSync('../../packages/auth', join(folder, 'node_modules/@moorgate/auth'));
};

const lint = (folder: string): Promise<readonly FileReport[]> =>
  new Promise((resolve, reject) => {
    const script = join(repositoryRoot, 'node_modules/eslint/bin/eslint.js');
    const args = [script, '--format', 'json', '--ignore-pattern', 'packages/tooling', '.'];
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (_, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as FileReport[]);
      } catch {
        reject(new Error(stderr));
      }
    });
  });

let folder: string;
let reports: readonly FileReport[];

const rulesNamed = (path: string): (string | null)[] =>
  reports
    .filter(({ filePath }) => filePath.endsWith(`/${path}`))
    .flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'house-rules-'));
  writeTree(folder);
  reports = await lint(folder);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each(planted)('the rule %s fires on %s', (rule, path) => {
  expect(rulesNamed(path)).toContain(rule);
});

test.each(Object.keys(sound))('no rule fires on %s', (path) => {
  expect(rulesNamed(path)).toEqual([]);
});
