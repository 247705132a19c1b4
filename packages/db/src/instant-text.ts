/** Instants as texts, exactly as they are stored. */
import { type RawBuilder, sql } from 'kysely';

/** A column with an instant as RFC 3339 in UTC with microseconds, whatever the time zone of the connection. */
export const instantText = (column: string): RawBuilder<string> =>
  sql<string>`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
