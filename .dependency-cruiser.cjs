// Which file may import which. The names of the rules are the ones that docs/architecture.md explains.

/** From the bottom up; a package imports its own tier or a lower one. */
const tiers = [
  ['packages/errors', 'packages/config', 'packages/observability', 'packages/postgres'],
  ['packages/db', 'packages/blobs', 'packages/tuf'],
  ['packages/auth'],
  [
    'packages/devices',
    'packages/configurations',
    'packages/recent-files',
    'packages/delivery',
    'packages/device-tests',
    'packages/reports',
    'packages/oauth',
    'packages/beacons',
    'packages/builds',
    'packages/containers',
    'packages/docker-hosts',
    'packages/applications',
    'packages/source',
    'packages/targets',
    'packages/http',
    'packages/client',
  ],
  [
    'services',
    'packages/cli',
    'packages/console',
    'packages/runner',
    'packages/beacon-agent',
    'packages/simulator',
    'packages/tooling',
  ],
];

const folders = (paths) => `^(${paths.join('|')})/`;
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/`;
const packageRoot = '^((?:packages|services)/[^/]+)/';
const testOnly = [
  '\\.test\\.ts$',
  '/test-support/',
  '^packages/testing/',
  '^packages/conformance/',
  '^packages/tooling/src/jest/',
];

const upwards = tiers.slice(0, -1).map((tier, index) => ({
  name: 'tiers',
  severity: 'error',
  comment: 'A tier knows nothing of the ones above it.',
  from: { path: folders(tier), pathNot: testOnly },
  to: { path: folders(tiers.slice(index + 1).flat()) },
}));

module.exports = {
  forbidden: [
    ...upwards,
    {
      name: 'tiers',
      severity: 'error',
      comment: 'What is side by side in a tier stays apart: http carries any domain.',
      from: { path: '^packages/http/' },
      to: {
        path: '^packages/(devices|configurations|recent-files|delivery|device-tests|reports|oauth|beacons|docker-hosts|applications|builds|source|containers|targets|db)/',
      },
    },
    {
      name: 'tiers',
      severity: 'error',
      comment: 'The domain does not know how it is asked.',
      from: {
        path: '^packages/(devices|configurations|recent-files|delivery|device-tests|reports|oauth|beacons|docker-hosts|applications|builds|source|containers|targets)/',
        pathNot: testOnly,
      },
      to: { path: '^packages/http/' },
    },
    {
      name: 'services-are-strangers',
      severity: 'error',
      comment: 'Services share packages, never code of their own.',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Of two files that need each other, one has a part that belongs into a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'only-db-knows-sql',
      severity: 'error',
      comment: 'Queries stand in packages/db; what others need are its functions, `Db` and `Trx`.',
      from: { path: packageRoot, pathNot: '^packages/db/' },
      to: { path: npm('kysely') },
    },
    {
      name: 'only-db-knows-sql',
      severity: 'error',
      comment:
        'The launcher and the tests of the whole product speak to a server without the schema.',
      from: { path: packageRoot, pathNot: '^packages/(db|postgres|testing|conformance)/' },
      to: { path: npm('pg', '@types/pg') },
    },
    {
      name: 'only-http-knows-express',
      severity: 'error',
      comment: 'An endpoint gets validated input and returns a reply; it never sees a request.',
      from: {
        path: packageRoot,
        pathNot: [
          '^packages/http/',
          '^services/[^/]+/src/(app|mount-dialects|containers/serve-containers|docker/serve-docker|git/serve-git|pages/serve-pages)\\.ts$',
          '^services/admin-api/src/web/',
        ],
      },
      to: { path: npm('express', '@types/express', '@types/express-serve-static-core') },
    },
    {
      name: 'only-certificates-knows-forge',
      severity: 'error',
      comment: 'node-forge knows no elliptic curves; it serves for RSA PKCS#12 alone.',
      from: { path: packageRoot, pathNot: '^packages/(auth/src/certificates|testing)/' },
      to: { path: npm('node-forge', '@types/node-forge') },
    },
    {
      name: 'dialects-are-strangers',
      severity: 'error',
      comment: 'A dialect can be deleted with its folder and one line.',
      from: { path: '^services/[^/]+/src/dialects/([^/]+)/' },
      to: {
        path: '^services/[^/]+/src/dialects/[^/]+/',
        pathNot: '^services/[^/]+/src/dialects/$1/',
      },
    },
    {
      name: 'translate-is-pure',
      severity: 'error',
      comment: 'Names and shapes are translated from the arguments alone.',
      from: { path: '^(services/[^/]+/src/dialects/[^/]+)/(translate|envelope|schemas)\\.ts$' },
      to: {
        // What these have for translation is pure: forms of errors, of tokens, bounds of schemas.
        pathNot: ['^$1/', '^packages/(errors|http|auth|beacons)/', npm('typebox')],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'front-door-only',
      severity: 'error',
      comment: 'A package is imported by its name; what its index does not export is private.',
      from: { path: packageRoot },
      to: {
        path: '^(packages|services)/[^/]+/',
        pathNot: ['^$1/', '^(packages|services)/[^/]+/src/index\\.ts$'],
      },
    },
    {
      name: 'console-is-a-client',
      severity: 'error',
      comment: 'A browser has the public API, and the client that is typed from its document.',
      from: { path: '^packages/console/' },
      to: { path: '^(packages|services)/', pathNot: '^packages/(console|client)/' },
    },
    {
      name: 'tests-stay-tests',
      severity: 'error',
      comment: 'What only tests need is not there in production.',
      from: { path: packageRoot, pathNot: testOnly },
      to: {
        path: [
          ...testOnly,
          npm('jest', '@jest/globals', 'supertest', '@types/supertest', 'fast-check'),
        ],
      },
    },
    {
      name: 'conformance-is-outside',
      severity: 'error',
      comment:
        'It sees the product as its users do; simulated devices and what only tests have are no part of it.',
      from: { path: '^packages/conformance/' },
      to: { path: '^(packages|services)/', pathNot: '^packages/(conformance|simulator|testing)/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that cannot be resolved would pass every other rule in silence.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A file that imports nothing and that nobody imports is left over.',
      from: {
        orphan: true,
        // A program of a test is started by its path.
        pathNot: [
          '/src/index\\.ts$',
          '/src/main\\.tsx?$',
          '\\.test\\.ts$',
          '/tooling/src/jest/',
          '/test-support/verifiers/walk-with-tuf-js\\.ts$',
        ],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    // Types count: who imports a type of a higher tier knows it.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@moorgate/source', 'import', 'require', 'node', 'default', 'types'],
    },
  },
};
