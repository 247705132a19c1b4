/** The connections of the admin API to its store. */
import {
  type ConfirmationOptions,
  type Confirmations,
  createConfirmations,
  databaseOver,
  type Db,
  openDatabase,
  openPool,
  type Pool,
  type ConnectOptions,
} from '@moorgate/db';
import type { Logger } from '@moorgate/observability';

/** The store, and what tells when a change is in force. */
export interface Store {
  readonly db: Db;
  /** The connections under `db`. */
  readonly pool: Pool;
  readonly confirmations: Confirmations;
  close(): Promise<void>;
}

/** An answer that takes longer is asked for again: whoever waits for a confirmation waits a second at most. */
const confirmationQueryMs = 500;

/**
 * Opens it; connects at the first use. What waits for gateways has a connection of its own, which no list of a hundred
 * thousand devices can keep from it; `onOutcome` sees the end of each such wait.
 */
export const openStore = (
  databaseUrl: string,
  log: Logger,
  onOutcome: NonNullable<ConfirmationOptions['onOutcome']>,
): Store => {
  const onIdleError: ConnectOptions['onIdleError'] = (error) =>
    log.warn({ err: error }, 'a connection to the database broke');
  const pool = openPool({ url: databaseUrl, applicationName: 'moorgate admin-api', onIdleError });
  const db = databaseOver(pool);
  const confirmationDb = openDatabase({
    url: databaseUrl,
    applicationName: 'moorgate admin-api confirmations',
    poolSize: 1,
    connectTimeoutMs: confirmationQueryMs,
    queryTimeoutMs: confirmationQueryMs,
    onIdleError,
  });
  return {
    db,
    pool,
    confirmations: createConfirmations(confirmationDb, { onOutcome }),
    close: async () => {
      await confirmationDb.destroy();
      await db.destroy();
    },
  };
};
