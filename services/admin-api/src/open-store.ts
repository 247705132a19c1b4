/** The connections of the admin API to its store. */
import {
  type Confirmations,
  createConfirmations,
  type Db,
  openDatabase,
  type ConnectOptions,
} from '@moorgate/db';
import type { Logger } from '@moorgate/observability';

/** The store, and what tells when a change is in force. */
export interface Store {
  readonly db: Db;
  readonly confirmations: Confirmations;
  close(): Promise<void>;
}

/** An answer that takes longer is asked for again: whoever waits for a confirmation waits a second at most. */
const confirmationQueryMs = 500;

/**
 * Opens it; connects at the first use. What waits for gateways has a connection of its own, which no list of a hundred
 * thousand devices can keep from it.
 */
export const openStore = (databaseUrl: string, log: Logger): Store => {
  const onIdleError: ConnectOptions['onIdleError'] = (error) =>
    log.warn({ err: error }, 'a connection to the database broke');
  const db = openDatabase({
    url: databaseUrl,
    applicationName: 'moorgate admin-api',
    onIdleError,
  });
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
    confirmations: createConfirmations(confirmationDb),
    close: async () => {
      await confirmationDb.destroy();
      await db.destroy();
    },
  };
};
