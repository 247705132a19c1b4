/** The store of an installation, as its owner: for migrations and for what an operator does on the host. */
import type { Context } from '@moorgate/auth';
import {
  createConfirmations,
  type Db,
  listPendingMigrations,
  migrate,
  openDatabase,
  serviceRoles,
  setServicePassword,
} from '@moorgate/db';
import { createLogger, systemClock } from '@moorgate/observability';
import { changeUrl, type PostgresServer, startPostgres } from '@moorgate/postgres';
import { type DataDirectory, keptSecret, makeDataDirectory } from './data-directory.ts';

/** A PostgreSQL that answers, with the newest schema. */
export interface Store {
  readonly db: Db;
  /** The owner's address; it contains a password. */
  readonly ownerUrl: string;
  /** The process id of the embedded server; null when another one is used. */
  postgresPid(): number | null;
  /** Starts the embedded server again if it has ended; the addresses stay the same. Throws one sentence for a person. */
  revive(): Promise<void>;
  /** Closes the connections, and stops the server if it is this process that has to. */
  close(): Promise<void>;
}

/** Which store, and for how long. */
export interface StoreOptions {
  /** The owner's address of another PostgreSQL than the embedded one. */
  readonly externalUrl?: string | undefined;
  /** True for a process that keeps the embedded server running; a command only needs it for a moment. */
  readonly isKeeper?: boolean;
  /** True for a command that only looks: the schema must be the newest already, and stays as it is. */
  readonly isReader?: boolean;
}

/**
 * Opens the store: the database at `externalUrl` if there is one, else the embedded server of the data directory, which
 * is adopted if it runs and started if not. Makes what is missing of the data directory once the store answers. Throws
 * one sentence for a person.
 */
export const openStore = async (
  directory: DataDirectory,
  { externalUrl, isKeeper = false, isReader = false }: StoreOptions,
): Promise<Store> => {
  const startServer = (): Promise<PostgresServer> =>
    startPostgres({ dataDir: directory.root, isKeeper });
  let server = externalUrl === undefined ? await startServer() : null;
  const ownerUrl = externalUrl ?? server!.url;
  const db = openDatabase({ url: ownerUrl, applicationName: 'moorgate', poolSize: 3 });
  const close = async (): Promise<void> => {
    await db.destroy();
    await server?.stop();
  };
  try {
    if (isReader) await requireNewestSchema(db);
    else await migrate(db);
    if (!isReader) makeDataDirectory(directory);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    db,
    ownerUrl,
    postgresPid: () => server?.pid ?? null,
    revive: async () => {
      if (server !== null) server = await startServer();
    },
    close,
  };
};

/** The name of the secret in the data directory that is the password of a role of the database. */
export const databasePasswordName = (role: string): string => `database-${role}`;

/** Lets both services log in, with passwords kept in the data directory, and answers their addresses. */
export const logInServices = async (
  store: Store,
  directory: DataDirectory,
): Promise<{ adminApiUrl: string; deviceGatewayUrl: string }> => {
  const logIn = async (role: (typeof serviceRoles)[keyof typeof serviceRoles]): Promise<string> => {
    const password = keptSecret(directory, databasePasswordName(role));
    await setServicePassword(store.db, role, password);
    return changeUrl(store.ownerUrl, { user: role, password });
  };
  return {
    adminApiUrl: await logIn(serviceRoles.adminApi),
    deviceGatewayUrl: await logIn(serviceRoles.deviceGateway),
  };
};

const requireNewestSchema = async (db: Db): Promise<void> => {
  const pending = await listPendingMigrations(db);
  if (pending.length > 0)
    throw new Error(`the schema lacks ${pending.join(', ')}; "moorgate migrate" applies them`);
};

/** Runs `work` as the operator on the host and closes the store again. */
export const withStore = <T>(
  directory: DataDirectory,
  externalUrl: string | undefined,
  work: (ctx: Context) => Promise<T>,
): Promise<T> => withOptions(directory, { externalUrl }, work);

/** As `withStore`, for work that only looks: no migration runs. */
export const withStoreToRead = <T>(
  directory: DataDirectory,
  externalUrl: string | undefined,
  work: (ctx: Context) => Promise<T>,
): Promise<T> => withOptions(directory, { externalUrl, isReader: true }, work);

const withOptions = async <T>(
  directory: DataDirectory,
  options: StoreOptions,
  work: (ctx: Context) => Promise<T>,
): Promise<T> => {
  const store = await openStore(directory, options);
  try {
    return await work(operatorContext(store.db));
  } finally {
    await store.close();
  }
};

/** The context of an operator who has the host itself: every right, no request. */
export const operatorContext = (db: Db): Context => ({
  db,
  confirmations: createConfirmations(db),
  clock: systemClock,
  log: createLogger({ service: 'moorgate', level: 'warn' }),
  principal: { kind: 'system', name: 'command line' },
  requestId: null,
  address: null,
});
