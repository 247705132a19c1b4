export { changeUrl, type UrlChanges } from './connect.ts';
export { findPostgres } from './find-postgres.ts';
export { type PostgresServer, startPostgres, type StartOptions } from './start-postgres.ts';
