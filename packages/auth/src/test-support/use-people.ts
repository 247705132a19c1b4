/** A store with people in it, for tests of what they may do. */
import { createConfirmations, type Db, openDatabase } from '@moorgate/db';
import { createLogger } from '@moorgate/observability';
import {
  createTestDatabase,
  frozenClock,
  type FrozenClock,
  type TestDatabase,
} from '@moorgate/testing';
import type { Context } from '../context.ts';
import type { Principal, UserPrincipal } from '../principal.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { startSession } from '../sessions/start-session.ts';
import { authenticateToken } from '../tokens/authenticate-token.ts';
import { createTokenChecks } from '../tokens/token-checks.ts';
import { drawTokenKeys, type TokenKeys } from '../tokens/token-keys.ts';
import { createUser } from '../users/create-user.ts';

/** The context of somebody with an account. */
export type UserContext = Context & { readonly principal: UserPrincipal };

/** What the tests of one file share; the two functions answer from the first test on. */
export interface People {
  db(): Db;
  /** The address of the store with the rights of the admin API. */
  url(): string;
  /** Who has the host, and every right. */
  operator(): Context;
  readonly clock: FrozenClock;
  readonly keys: TokenKeys;
  /** The password of every user that is made here. */
  readonly password: string;
  contextOf(principal: Principal): Context;
  /** The context of whoever holds this token. Throws as the check of a token does. */
  contextFrom(text: string): Promise<UserContext>;
  /** A user of a new name, as the context of a session of theirs. */
  makeUser(scopes?: readonly Scope[]): Promise<UserContext>;
}

const start = '2026-03-01T12:00:00.000Z';

/** Opens a database of its own before the tests of a file and drops it after them; each test begins at the same time. */
export const usePeople = (): People => {
  let database: TestDatabase;
  let db: Db;
  let lastNumber = 0;
  const clock = frozenClock(start);
  const keys = drawTokenKeys();
  const password = 'correct horse battery';

  beforeAll(async () => {
    database = await createTestDatabase();
    db = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
  });
  afterAll(async () => {
    await db.destroy();
    await database.drop();
  });
  beforeEach(() => clock.set(start));

  const contextOf = (principal: Principal): Context => ({
    db,
    confirmations: createConfirmations(db),
    clock,
    log: createLogger({ service: 'test', level: 'silent' }),
    principal,
    requestId: 'request',
    address: '192.0.2.1',
  });
  const operator = (): Context => contextOf({ kind: 'system', name: 'command line' });
  const contextFrom = async (text: string): Promise<UserContext> => {
    const presented = { text, kinds: ['pat', 'svc', 'ses'] } as const;
    const principal = await authenticateToken(operator(), createTokenChecks({ keys }), presented);
    return { ...contextOf(principal), principal };
  };
  const makeUser = async (scopes: readonly Scope[] = []): Promise<UserContext> => {
    lastNumber += 1;
    const username = `user${lastNumber}`;
    await createUser(operator(), { username, password, scopes });
    const { token } = await startSession(operator(), keys, { username, password });
    return contextFrom(token);
  };

  return {
    db: () => db,
    url: () => database.urlFor('moorgate_admin'),
    operator,
    clock,
    keys,
    password,
    contextOf,
    contextFrom,
    makeUser,
  };
};
