import { createTestDatabase } from '@moorgate/testing';
import { openDatabase } from '../connect.ts';
import { inTransaction } from '../transaction.ts';
import { listPublications, upsertPublications } from './target-publications.ts';

test('as many targets as a factory may have are asked to be published at once', async () => {
  const database = await createTestDatabase();
  const db = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
  try {
    const names = Array.from({ length: 10_000 }, (_one, index) => `intel-lmp-${index}`);
    const keys = names.map((name) => ({ factory: 'acme', name, tag: 'main' }));
    const at = new Date('2026-03-01T12:00:00Z');
    await inTransaction(db, (trx) => upsertPublications(trx, keys, at));
    expect(await listPublications(db, 'acme', names)).toHaveLength(names.length);
  } finally {
    await db.destroy();
    await database.drop();
  }
});
