/** The address of the database, and its password where that stands in a place of its own. */

/** What was read about a database. */
export interface DatabaseSettings {
  readonly databaseUrl: string | undefined;
  readonly databasePassword: string | undefined;
}

/** `postgres://user@/database?host=/folder` has no host, which parsers of URLs want; a socket makes it meaningless. */
const withHost = (url: string): string =>
  url.replace(/^(\w+:\/\/(?:[^@/?]*@)?)(?=\/)/, '$1localhost');

const withPassword = (databaseUrl: string, password: string): string => {
  const url = new URL(withHost(databaseUrl));
  url.password = encodeURIComponent(password);
  // Drivers would prefer one that stands there.
  if (url.searchParams.has('password')) url.searchParams.delete('password');
  return url.href;
};

/** The configuration with the password in the address of the database, and nowhere else. */
export const joinDatabasePassword = <C extends DatabaseSettings>(
  config: C,
): Omit<C, 'databasePassword'> => {
  const { databasePassword, ...rest } = config;
  if (rest.databaseUrl === undefined || databasePassword === undefined) return Object.freeze(rest);
  const databaseUrl = withPassword(rest.databaseUrl, databasePassword);
  return Object.freeze({ ...rest, databaseUrl }) as Omit<C, 'databasePassword'>;
};
