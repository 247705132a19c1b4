/** SQL of a test, on a connection of its own. */
import pg from 'pg';

/** Runs one or more statements and answers the rows of the last. */
export const runStatement = async <R extends object = Record<string, unknown>>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<R[]> => {
  const client = new pg.Client({ connectionString: url });
  // A server that ends is told by the statement that it leaves without an answer.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const result = await client.query<R>(text, values.length === 0 ? undefined : [...values]);
    return (Array.isArray(result) ? (result.at(-1) as pg.QueryResult<R>) : result).rows;
  } finally {
    await client.end();
  }
};
