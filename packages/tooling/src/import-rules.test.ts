import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from './repository.ts';

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
}

const npmPackages = ['kysely', 'pg', 'express', 'node-forge', 'supertest', 'typebox'];
const workspacePackages = ['errors', 'db', 'auth', 'devices', 'http', 'testing'];

/** A small tree in which everything is allowed: no rule may fire on any of these files. */
const sound: Readonly<Record<string, string>> = {
  'packages/errors/src/index.ts': 'export const fault = 1;',
  'packages/db/src/index.ts': "import 'kysely'; import 'pg'; import '@moorgate/errors';",
  'packages/auth/src/index.ts': "import '@moorgate/db'; import './certificates/read-pkcs12.ts';",
  'packages/auth/src/certificates/read-pkcs12.ts': "import 'node-forge';",
  'packages/auth/src/index.test.ts': "import '@moorgate/testing'; import './index.ts';",
  'packages/devices/src/index.ts': "import '@moorgate/auth'; import '@moorgate/errors';",
  'packages/http/src/index.ts': "import 'express'; import '@moorgate/errors';",
  'packages/testing/src/index.ts': "import 'pg';",
  'services/admin-api/src/main.ts': "import './app.ts';",
  'services/admin-api/src/app.ts': "import 'express'; import './dialects/native/index.ts';",
  'services/admin-api/src/index.ts': "export * from './app.ts';",
  'services/admin-api/src/dialects/native/index.ts':
    "import './translate.ts'; import './envelope.ts'; import '@moorgate/devices';",
  'services/admin-api/src/dialects/native/translate.ts':
    "import type { x } from '@moorgate/devices'; import './schemas.ts'; import '@moorgate/errors';",
  'services/admin-api/src/dialects/native/schemas.ts': "import 'typebox';",
  'services/admin-api/src/dialects/native/envelope.ts':
    "import { x } from 'typebox'; export { x };",
};

/** One file with one fault for each line, and the rule that must name it. */
const planted: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['tiers', 'packages/errors/src/up.ts', "import '@moorgate/db';"],
  ['tiers', 'packages/db/src/up.ts', "import type { x } from '@moorgate/devices';"],
  ['tiers', 'packages/auth/src/up.ts', "import '@moorgate/devices';"],
  ['tiers', 'packages/http/src/aside.ts', "import '@moorgate/devices';"],
  ['tiers', 'packages/devices/src/aside.ts', "import '@moorgate/http';"],
  ['tiers', 'packages/http/src/up.ts', "import '../../../services/admin-api/src/index.ts';"],
  [
    'services-are-strangers',
    'services/device-gateway/src/neighbour.ts',
    "import '../../admin-api/src/index.ts';",
  ],
  ['no-cycles', 'packages/auth/src/circle.ts', "import './round.ts';"],
  ['only-db-knows-sql', 'packages/devices/src/query.ts', "import 'kysely';"],
  ['only-db-knows-sql', 'services/admin-api/src/query.ts', "import 'pg';"],
  ['only-http-knows-express', 'packages/devices/src/web.ts', "import 'express';"],
  [
    'only-http-knows-express',
    'services/admin-api/src/dialects/native/web.ts',
    "import type { x } from 'express';",
  ],
  ['console-is-a-client', 'packages/console/src/server.ts', "import '@moorgate/errors';"],
  ['only-certificates-knows-forge', 'packages/auth/src/forge.ts', "import 'node-forge';"],
  [
    'dialects-are-strangers',
    'services/admin-api/src/dialects/registry/index.ts',
    "import '../native/envelope.ts';",
  ],
  [
    'translate-is-pure',
    'services/admin-api/src/dialects/registry/translate.ts',
    "import '@moorgate/devices';",
  ],
  [
    'translate-is-pure',
    'services/admin-api/src/dialects/registry/envelope.ts',
    "import 'node:crypto';",
  ],
  [
    'front-door-only',
    'packages/devices/src/back-door.ts',
    "import '../../auth/src/certificates/read-pkcs12.ts';",
  ],
  ['tests-stay-tests', 'packages/devices/src/helper.ts', "import '@moorgate/testing';"],
  ['tests-stay-tests', 'packages/auth/src/reuse.ts', "import './index.test.ts';"],
  ['tests-stay-tests', 'services/admin-api/src/call.ts', "import 'supertest';"],
  ['conformance-is-outside', 'packages/conformance/src/inside.ts', "import '@moorgate/errors';"],
  ['resolvable', 'packages/devices/src/typing-error.ts', "import './not-there.ts';"],
  ['resolvable', 'packages/devices/src/undeclared.ts', "import 'left-pad';"],
  ['no-orphans', 'packages/devices/src/left-over.ts', 'export const nobody = 1;'],
];

/** The other half of the circle; a cycle is reported once, at one of its files. */
const otherHalf = ['packages/auth/src/round.ts', "import type { x } from './circle.ts';"] as const;

const writeInto = (folder: string, path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), `${text}\n`);
};

const writeTree = (folder: string): void => {
  for (const [path, text] of Object.entries(sound)) writeInto(folder, path, text);
  for (const [, path, text] of planted) writeInto(folder, path, text);
  writeInto(folder, ...otherHalf);
  for (const name of npmPackages) {
    writeInto(folder, `node_modules/${name}/package.json`, `{"name":"${name}","main":"index.js"}`);
    writeInto(folder, `node_modules/${name}/index.js`, '');
  }
  mkdirSync(join(folder, 'node_modules/@moorgate'), { recursive: true });
  for (const name of workspacePackages) {
    const doors = { '.': { '@moorgate/source': './src/index.ts', default: './dist/index.js' } };
    writeInto(
      folder,
      `packages/${name}/package.json`,
      JSON.stringify({ name: `@moorgate/${name}`, type: 'module', exports: doors }),
    );
    symlinkSync(`../../packages/${name}`, join(folder, 'node_modules/@moorgate', name));
  }
};

const cruise = (folder: string): Promise<Violation[]> =>
  new Promise((resolve, reject) => {
    const script = join(
      repositoryRoot,
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    );
    const rules = join(repositoryRoot, '.dependency-cruiser.cjs');
    const args = [script, '--config', rules, '--output-type', 'json', 'packages', 'services'];
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (_, stdout, stderr) => {
      try {
        const report = JSON.parse(stdout) as { summary: { violations: Violation[] } };
        resolve(report.summary.violations);
      } catch {
        reject(new Error(stderr));
      }
    });
  });

let folder: string;
let violations: readonly Violation[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'import-rules-'));
  writeTree(folder);
  violations = await cruise(folder);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each(planted)('the rule %s fires on %s', (rule, path) => {
  const rules = violations.filter(({ from }) => from === path).map((found) => found.rule.name);
  expect(rules).toContain(rule);
});

test('no rule names a file that keeps them all', () => {
  expect(violations.filter(({ from }) => Object.hasOwn(sound, from))).toEqual([]);
});

test('every rule has a planted fault', () => {
  const require = createRequire(import.meta.url);
  const { forbidden } = require('../../../.dependency-cruiser.cjs') as {
    forbidden: readonly { name: string }[];
  };
  const named = new Set(planted.map(([rule]) => rule));
  const unproven = forbidden.filter(({ name }) => !named.has(name));
  expect(unproven.map(({ name }) => name)).toEqual([]);
});
