/** A store with audit records in it, for tests of what proves them. */
import { createConfirmations, type Db, inTransaction, openDatabase } from '@moorgate/db';
import { createLogger } from '@moorgate/observability';
import {
  createTestDatabase,
  frozenClock,
  type FrozenClock,
  runStatement,
  type TestDatabase,
} from '@moorgate/testing';
import { type AuditKeys, drawAuditKeys } from '../audit/audit-keys.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { sealAuditRecords } from '../audit/seal-audit-records.ts';
import type { Context } from '../context.ts';

/** What the tests of one file share; each test begins with empty tables. */
export interface AuditStore {
  db(): Db;
  /** Who has the host, and every right. */
  ctx(): Context;
  readonly clock: FrozenClock;
  readonly keys: AuditKeys;
  /** Runs a statement as the owner of the database, whom no grant keeps from anything. */
  asOwner<T extends object>(statement: string): Promise<T[]>;
  /** Runs a statement with the rights of the admin API. */
  asAdmin<T extends object>(statement: string): Promise<T[]>;
  /** Writes records, each in a transaction of its own. */
  write(count: number): Promise<void>;
  /** Seals everything that waits. */
  seal(): Promise<void>;
}

const start = '2026-03-01T12:00:00.000Z';

/** Opens a database of its own before the tests of a file and drops it after them. */
export const useAudit = (): AuditStore => {
  let database: TestDatabase;
  let db: Db;
  const clock = frozenClock(start);
  const keys = drawAuditKeys();
  const asOwner = <T extends object>(statement: string): Promise<T[]> =>
    runStatement<T>(database.url, statement);
  const asAdmin = <T extends object>(statement: string): Promise<T[]> =>
    runStatement<T>(database.urlFor('moorgate_admin'), statement);

  beforeAll(async () => {
    database = await createTestDatabase();
    db = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
  });
  afterAll(async () => {
    await db.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    clock.set(start);
    await asOwner(
      `truncate audit_records, audit_intents, audit_seals, audit_unsealed, audit_checkpoints restart identity`,
    );
  });

  const ctx = (): Context => ({
    db,
    confirmations: createConfirmations(db),
    clock,
    log: createLogger({ service: 'test', level: 'silent' }),
    principal: { kind: 'system', name: 'test' },
    requestId: 'request',
    address: '192.0.2.1',
  });
  const write = async (count: number): Promise<void> => {
    for (let number = 1; number <= count; number += 1)
      await inTransaction(db, (trx) =>
        recordAudit(trx, ctx(), {
          action: 'thing.changed',
          targetKind: 'thing',
          targetId: `thing${number}`,
          before: { number, nested: { b: [1.5, null], a: 'ä"\u2028' } },
          after: { number: number + 1 },
        }),
      );
  };
  const seal = async (): Promise<void> => {
    while ((await sealAuditRecords(ctx(), keys)).hasMore);
  };
  return { db: () => db, ctx, clock, keys, asOwner, asAdmin, write, seal };
};
