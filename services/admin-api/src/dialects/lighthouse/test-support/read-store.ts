/** What stands in the store, for tests that look behind the API. */
import { type Db, findUserByUsername } from '@moorgate/db';

/** The scopes of an account, without those of its roles. */
export const findUserScopesOf = async (db: Db, username: string): Promise<string[]> =>
  (await findUserByUsername(db, username))!.scopes;
