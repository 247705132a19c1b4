/** Every check, the slowest first, so that the two that run at a time end together. */
import { generators } from '../generate/list-generators.ts';
import { listFiles } from '../repository.ts';
import { checkDocumentedPaths } from './documented-paths.ts';
import { driftCheck } from './drift-check.ts';
import { checkMachinePaths } from './machine-paths.ts';
import { checkPinnedDependencies } from './pinned-dependencies.ts';
import type { Check } from './run-checks.ts';
import { toolCheck, type Tool } from './tool-check.ts';

const tools: readonly Tool[] = [
  { name: 'lint', script: 'node_modules/eslint/bin/eslint.js', args: ['.'] },
  { name: 'types', script: 'node_modules/typescript/bin/tsc', args: ['-b', 'tsconfig.build.json'] },
  {
    name: 'types of tests',
    script: 'node_modules/typescript/bin/tsc',
    args: ['-p', 'tsconfig.json'],
  },
  {
    name: 'types of the console',
    script: 'node_modules/typescript/bin/tsc',
    args: ['-p', 'packages/console/tsconfig.json'],
  },
  {
    name: 'import rules',
    script: 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    args: ['--output-type', 'err', 'packages', 'services'],
  },
  { name: 'dead code', script: 'node_modules/knip/bin/knip.js', args: ['--no-progress'] },
  {
    name: 'exports that no package uses',
    script: 'node_modules/knip/bin/knip.js',
    args: ['--no-progress', '--no-config-hints', '--include=exports', '--include-entry-exports'],
  },
  { name: 'format', script: 'node_modules/prettier/bin/prettier.cjs', args: ['--check', '.'] },
  {
    name: 'openapi lint',
    script: 'node_modules/@redocly/cli/bin/cli.js',
    args: ['lint', 'services/*/openapi/*.yaml'],
  },
];

type Guard = (root: string, files: readonly string[]) => Promise<string[]>;

const guards: Readonly<Record<string, Guard>> = {
  'pinned dependencies': checkPinnedDependencies,
  'paths of one machine': checkMachinePaths,
  'documented paths': checkDocumentedPaths,
};

/** All checks of the tree at `root`. */
export const listChecks = (root: string): Check[] => [
  ...tools.map((tool) => toolCheck(root, tool)),
  ...generators.map((generator) => driftCheck(root, generator)),
  ...Object.entries(guards).map(([name, guard]) => ({
    name,
    run: async () => (await guard(root, await listFiles(root))).join('\n'),
  })),
];
