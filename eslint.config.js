// The house rules that can be seen in one file. What needs the whole graph is in .dependency-cruiser.cjs and knip.json.
import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { houseRules } from './packages/tooling/src/lint/house-rules.ts';

const sources = [
  'packages/*/src/**/*.ts',
  'services/*/src/**/*.ts',
  'packages/console/src/**/*.tsx',
];
const ofConsole = ['packages/console/src/**/*.{ts,tsx}'];
const tests = [
  '**/*.test.ts',
  '**/src/**/test-support/**/*.ts',
  'packages/testing/src/**/*.ts',
  'packages/conformance/src/**/*.ts',
];

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: one word then finds the definition and every use.',
};
const noClassButErrors = {
  selector: ':matches(ClassDeclaration, ClassExpression):not([superClass.name=/Error$/])',
  message: 'No classes but errors; a factory that returns closures holds state.',
};
const noExportAll = {
  selector: 'ExportAllDeclaration',
  message: 'Name what is exported; an index is a table of contents.',
};
const noWholePackage = {
  selector:
    ':matches(ImportDeclaration:has(ImportNamespaceSpecifier), ImportExpression)[source.value=/^@moorgate\\u002f/]',
  message: 'Import what is needed, by name; whatever uses more than it should is then seen.',
};
const noEnvironment = {
  selector: 'MemberExpression[object.name="process"][property.name="env"]',
  message: 'The environment is read in config.ts and main.ts alone.',
};
const noTry = {
  selector: 'TryStatement',
  message: 'An endpoint lets errors pass; its dialect renders them.',
};
const unfinished = '/^(only|skip|todo|failing)$/';
const noUnfinishedTests = [
  {
    selector: `CallExpression[callee.object.name=/^(test|it|describe)$/][callee.property.name=${unfinished}]`,
    message: 'Every test runs.',
  },
  {
    selector: `MemberExpression[object.object.name=/^(test|it|describe)$/][object.property.name=${unfinished}]`,
    message: 'Every test runs.',
  },
  {
    selector: 'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
    message: 'Every test runs.',
  },
];
const queryVerbs = '/^(find.+By|list|insert|update|upsert|delete|lock|count)/';
const noOtherQueryVerbs = {
  selector: `ExportNamedDeclaration > VariableDeclaration > VariableDeclarator[init.type="ArrowFunctionExpression"]:not([id.name=${queryVerbs}])`,
  message: 'A query is called find…By, list, insert, update, upsert, delete, lock or count.',
};
const everywhere = [noDefaultExport, noClassButErrors, noExportAll, noWholePackage];

/** One value for `no-restricted-syntax`: of two blocks that set it for a file, only the later one would count. */
const restrict = (...rules) => ['error', ...rules];

export default defineConfig([
  globalIgnores(['**/dist/', '**/node_modules/', '.cache/', '**/*.cjs', '**/*.generated.ts']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: sources,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    plugins: { house: houseRules },
    rules: {
      'house/purpose-comment': 'error',
      'house/exported-function-doc': 'error',

      'max-lines': ['error', { max: 250 }],
      'house/max-own-lines': ['error', { max: 50 }],
      'max-params': ['error', { max: 3 }],
      complexity: ['error', { max: 10, variant: 'modified' }],

      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-param-reassign': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': restrict(...everywhere, noEnvironment),

      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-definitions': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/strict-boolean-expressions': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Nothing here uses `this`: what looks like a method is a closure.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ofConsole,
    plugins: { 'react-hooks': reactHooks },
    languageOptions: { parserOptions: { project: './packages/console/tsconfig.json' } },
    rules: {
      ...reactHooks.configs.recommended.rules,
      'no-restricted-globals': ['error', 'process', 'Buffer', 'global', 'setImmediate', 'require'],
      'no-restricted-imports': ['error', { patterns: ['node:*'] }],
      // A component is a function whose length is its markup.
      'house/max-own-lines': ['error', { max: 80 }],
    },
  },
  {
    files: ['services/**/*.ts', 'packages/cli/src/**/*.ts', 'packages/http/src/**/*.ts'],
    ignores: tests,
    rules: {
      'house/forbidden-areas': [
        'error',
        {
          areas: ['packages/db/src/queries/'],
          because: 'what asks the store is a use case, in packages/auth or packages/devices.',
        },
      ],
    },
  },
  {
    files: ['services/device-gateway/src/**/*.ts'],
    ignores: tests,
    rules: {
      'house/forbidden-areas': [
        'error',
        {
          areas: [
            'packages/auth/src/users/',
            'packages/auth/src/sessions/',
            'packages/auth/src/tokens/',
            'packages/auth/src/oauth/',
            'packages/auth/src/certificates/pki/',
            'packages/db/src/queries/',
            'packages/delivery/src/tuf/keys/',
            'packages/devices/src/device-cas/',
            'packages/devices/src/enrolments/',
            'packages/devices/src/inventory/',
            'packages/devices/src/keys/',
            'packages/devices/src/labels/',
          ],
          because:
            'the gateway admits devices and does nothing for operators; its database role may not.',
        },
      ],
    },
  },
  {
    // Lists: the indexes of the store and of the rights grow by a name for each query and use case, its contents by a table,
    // the words of the console by a page.
    files: [
      'packages/db/src/index.ts',
      'packages/db/src/database.ts',
      'packages/auth/src/index.ts',
      'packages/console/src/strings/*.ts',
    ],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['packages/db/src/migrations/*.ts'],
    rules: { 'house/max-own-lines': 'off', 'house/exported-function-doc': 'off' },
  },
  {
    // An index is a list of exports, and a test says in its titles what it is for.
    files: ['**/src/index.ts', '**/*.test.ts'],
    rules: { 'house/purpose-comment': 'off' },
  },
  {
    files: ['**/src/config.ts', '**/src/main.ts', 'packages/tooling/src/**/*.ts'],
    rules: { 'no-restricted-syntax': restrict(...everywhere) },
  },
  {
    files: ['packages/tooling/src/jest/*.ts'],
    rules: { 'no-restricted-syntax': restrict(noClassButErrors, noExportAll, noWholePackage) },
  },
  {
    files: ['**/endpoints/**/*.ts'],
    rules: { 'no-restricted-syntax': restrict(...everywhere, noEnvironment, noTry) },
  },
  {
    files: ['packages/db/src/queries/*.ts'],
    rules: { 'no-restricted-syntax': restrict(...everywhere, noEnvironment, noOtherQueryVerbs) },
  },
  {
    files: tests,
    rules: {
      complexity: 'off',
      'max-lines': ['error', { max: 400 }],
      'max-params': 'off',
      'house/max-own-lines': 'off',
      'house/exported-function-doc': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'no-restricted-syntax': restrict(...everywhere, ...noUnfinishedTests),
    },
  },
]);
