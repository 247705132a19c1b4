/** A database of its own for each test file, on the server that serves the whole run. */
import { randomBytes } from 'node:crypto';
import { changeUrl } from '@moorgate/postgres';
import { runStatement } from './run-statement.ts';

/** A migrated, empty database. */
export interface TestDatabase {
  /** The superuser's address. */
  readonly url: string;
  /** The address with which a service logs in, with no rights but those that the migrations grant. */
  urlFor(role: 'moorgate_admin' | 'moorgate_gateway'): string;
  /** Removes the database; connections that are still open are cut. */
  drop(): Promise<void>;
}

/** Clones the template that the run's set-up migrated. Call it in `beforeAll`, and `drop` in `afterAll`. */
export const createTestDatabase = (): Promise<TestDatabase> =>
  createFrom(fromSetUp('MOORGATE_TEST_TEMPLATE'));

/** A database without a schema, for tests of the migrations themselves. */
export const createEmptyDatabase = (): Promise<TestDatabase> => createFrom('template0');

const createFrom = async (template: string): Promise<TestDatabase> => {
  const serverUrl = fromSetUp('MOORGATE_TEST_SERVER_URL');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runOnServer(serverUrl, `create database ${name} template ${template}`);
  const url = changeUrl(serverUrl, { database: name });
  const password = fromSetUp('MOORGATE_TEST_ROLE_PASSWORD');
  return {
    url,
    urlFor: (role) => changeUrl(url, { user: role, password }),
    drop: () => runOnServer(serverUrl, `drop database if exists ${name} with (force)`),
  };
};

const fromSetUp = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this through jest`);
  return value;
};

/** From another database: one cannot be made or removed from within. */
const runOnServer = async (serverUrl: string, statement: string): Promise<void> => {
  await runStatement(changeUrl(serverUrl, { database: 'postgres' }), statement);
};
