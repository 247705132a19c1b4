/** The error that `startPostgres` throws. */

/** The database cannot be started; the message is one sentence for a person, with what to do where that is known. */
export class PostgresStartError extends Error {
  override readonly name = 'PostgresStartError';
}
