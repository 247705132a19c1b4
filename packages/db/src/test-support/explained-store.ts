/** A store with many rows, for tests of how PostgreSQL finds what a query asks for. */
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { Kysely, PostgresDialect } from 'kysely';
import { openPool } from '../connect.ts';
import type { Database, Db } from '../database.ts';

/** What the tests of one file share; both answer from the first test on. */
export interface ExplainedStore {
  db(): Db;
  /** Asks, and answers the plan of the last statement of it; `options` as in `(analyze)`. */
  planOf(ask: () => Promise<unknown>, options?: string): Promise<string>;
}

/** Opens a database of its own before the tests of a file, fills it by these statements, and drops it after them. */
export const useExplainedStore = (fill: readonly string[]): ExplainedStore => {
  let database: TestDatabase;
  let pool: ReturnType<typeof openPool>;
  let db: Db;
  let sent: { sql: string; parameters: readonly unknown[] };

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = openPool({ url: database.url, applicationName: 'test' });
    const log = ({ query }: { query: typeof sent }): void => {
      sent = query;
    };
    db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }), log });
    for (const statement of fill) await pool.query(statement);
    await pool.query('analyze');
  });
  afterAll(async () => {
    await db.destroy();
    await database.drop();
  });

  return {
    db: () => db,
    planOf: async (ask, options = '') => {
      await ask();
      const { rows } = await pool.query<Record<string, string>>(`explain ${options} ${sent.sql}`, [
        ...sent.parameters,
      ]);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    },
  };
};
