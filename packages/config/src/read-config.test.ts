import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { ConfigError, defineConfig, describeConfig, readConfig } from './index.ts';

const definition = defineConfig({
  port: {
    variable: 'MOORGATE_PORT',
    schema: Type.Integer({ minimum: 0, maximum: 65_535 }),
    description: 'Port.',
    default: 8443,
  },
  databaseUrl: {
    variable: 'DATABASE_URL',
    schema: Type.String({ pattern: '^postgres(ql)?://' }),
    description: 'Database.',
    isSecret: true,
  },
  names: {
    variable: 'MOORGATE_NAMES',
    schema: Type.Array(Type.String({ minLength: 1 })),
    description: 'Names.',
    default: ['localhost'],
  },
  isTicketed: {
    variable: 'MOORGATE_TICKETS',
    schema: Type.Boolean(),
    description: 'Tickets.',
    isOptional: true,
  },
});

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfig(definition, environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

test('a configuration is typed, complete and frozen', () => {
  const config = readConfig(definition, {
    DATABASE_URL: 'postgres://localhost/db',
    MOORGATE_NAMES: 'a, b',
    MOORGATE_TICKETS: 'true',
  });
  expect(config).toEqual({
    port: 8443,
    databaseUrl: 'postgres://localhost/db',
    names: ['a', 'b'],
    isTicketed: true,
  });
  expect(Object.isFrozen(config)).toBe(true);
});

test('all problems are reported at once, each with its variable and its rule', () => {
  const problems = problemsOf({ MOORGATE_PORT: '70000', MOORGATE_TICKETS: 'perhaps' });
  expect(problems).toHaveLength(3);
  expect(problems[0]).toContain('MOORGATE_PORT must be <= 65535 (it is "70000")');
  expect(problems[1]).toContain('DATABASE_URL is not set');
  expect(problems[2]).toContain('MOORGATE_TICKETS must be boolean');
});

test('the value of a secret is never part of a complaint', () => {
  expect(problemsOf({ DATABASE_URL: 'mysql://root:hunter2@db' }).join()).not.toContain('hunter2');
});

test('the table of a definition shows variables, defaults and what must be set', () => {
  expect(describeConfig(definition).map((row) => [row.variable, row.default])).toEqual([
    ['MOORGATE_PORT', '8443'],
    ['DATABASE_URL', '(required)'],
    ['MOORGATE_NAMES', 'localhost'],
    ['MOORGATE_TICKETS', ''],
  ]);
});

describe('a secret in a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'moorgate-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const fileWith = (text: string): string => {
    const path = join(folder, 'secret');
    writeFileSync(path, text);
    return path;
  };

  test('is read like the variable, without the newline that editors leave', () => {
    const DATABASE_URL_FILE = fileWith('postgres://localhost/db\n');
    expect(readConfig(definition, { DATABASE_URL_FILE }).databaseUrl).toBe(
      'postgres://localhost/db',
    );
  });

  test('is checked like the variable, and never quoted', () => {
    const problems = problemsOf({ DATABASE_URL_FILE: fileWith('mysql://root:hunter2@db') });
    expect(problems.join()).toContain('DATABASE_URL must match pattern');
    expect(problems.join()).not.toContain('hunter2');
  });

  test('that cannot be read is named', () => {
    const DATABASE_URL_FILE = join(folder, 'missing');
    expect(problemsOf({ DATABASE_URL_FILE })).toEqual([
      `DATABASE_URL_FILE names ${DATABASE_URL_FILE}, which cannot be read (ENOENT)`,
    ]);
  });

  test('and one in the variable are one too many', () => {
    const both = { DATABASE_URL: 'postgres://localhost/db', DATABASE_URL_FILE: fileWith('x') };
    expect(problemsOf(both)).toEqual(['DATABASE_URL and DATABASE_URL_FILE are both set']);
  });

  test('is for secrets alone: other settings name no files', () => {
    const environment = { DATABASE_URL: 'postgres://localhost/db', MOORGATE_PORT_FILE: '/nowhere' };
    expect(readConfig(definition, environment).port).toBe(8443);
  });
});
