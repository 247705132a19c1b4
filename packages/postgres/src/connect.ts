/** The superuser's way in, over the Unix socket. */
import pg from 'pg';
import { port } from './socket-folder.ts';

/** The superuser, and the database of the product; both are made with the cluster. */
export const superuser = 'moorgate';
export const databaseName = 'moorgate';

/** What is replaced in a URL; what is absent stays. */
export interface UrlChanges {
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
}

/** The address of a database on a Unix socket, in a form that URL parsers and PostgreSQL's own tools read alike. */
export const socketUrl = (folder: string, password: string, database: string): string =>
  `postgres://${superuser}:${encodeURIComponent(password)}@localhost/${database}?host=${encodeURIComponent(folder)}&port=${port}`;

/**
 * The same server as somebody else, or another of its databases. Takes `postgres://…@/database?host=/folder` too. What is
 * replaced goes from the query as well, since drivers prefer a user or a password that stands there.
 */
export const changeUrl = (url: string, changes: UrlChanges): string => {
  const changed = new URL(url.replace(/^(\w+:\/\/(?:[^@/?]*@)?)(?=\/)/, '$1localhost'));
  if (changes.user !== undefined) changed.username = encodeURIComponent(changes.user);
  if (changes.password !== undefined) changed.password = encodeURIComponent(changes.password);
  for (const name of ['user', 'password'] as const) {
    if (changes[name] !== undefined && changed.searchParams.has(name))
      changed.searchParams.delete(name);
  }
  if (changes.database !== undefined) changed.pathname = `/${encodeURIComponent(changes.database)}`;
  return changed.href;
};

/** Runs `work` on a connection of its own, which is closed afterwards. */
export const withClient = async <T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'moorgate-launcher',
    connectionTimeoutMillis: 5_000,
  });
  // A connection that breaks while idle must not end the process; the next statement reports it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
};
