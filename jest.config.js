// Two projects in one run: `unit` stands beside the code, `conformance` starts the built product as a process.
const shared = {
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
  // Exactly these: with `import` among them CommonJS packages resolve to their module builds, which jest cannot link.
  testEnvironmentOptions: {
    customExportConditions: ['@moorgate/source', 'node', 'node-addons'],
  },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
};

export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/packages/*/src/**/*.test.ts', '<rootDir>/services/*/src/**/*.test.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '/packages/conformance/'],
      globalSetup: '<rootDir>/packages/tooling/src/jest/global-setup.ts',
      globalTeardown: '<rootDir>/packages/tooling/src/jest/global-teardown.ts',
    },
    {
      ...shared,
      displayName: 'conformance',
      testMatch: ['<rootDir>/packages/conformance/src/**/*.test.ts'],
    },
  ],
  testTimeout: 30_000,
  maxWorkers: 2,
  // Modules of a file that has been tested are never quite let go; a worker that has gathered so much of them is replaced.
  workerIdleMemoryLimit: '1GB',
  reporters: ['default', '<rootDir>/packages/tooling/src/jest/closing-line-reporter.js'],
};
