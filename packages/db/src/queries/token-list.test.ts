import { useExplainedStore } from '../test-support/explained-store.ts';
import { listTokens, type TokenFilter } from './token-list.ts';

const now = new Date('2026-03-01T12:00:00Z');

/** Many more sessions than tokens, and enough of both that reading them all would cost more than a range of an index. */
const store = useExplainedStore([
  `insert into users (id, username, scopes, created_at, created_by)
   select ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, 'user' || i, '{}', now(), 'test'
   from generate_series(1, 200) as i`,
  `insert into tokens (id, kind, owner_id, dialect, name, scopes, family_id, created_at, created_by)
   select 't' || i, case when i % 5 = 0 then 'pat' else 'ses' end,
     ('00000000-0000-4000-8000-' || lpad((i / 5 % 200 + 1)::text, 12, '0'))::uuid, 'native', 'x',
     '{devices:read}', 't' || i, timestamptz '2026-01-01' + i * interval '1 second', 'test'
   from generate_series(1, 20000) as i`,
]);

const filters: readonly (readonly [string, TokenFilter])[] = [
  ['whatever they are', {}],
  ['created before a time', { createdBefore: now }],
  ['with a scope', { scopes: ['devices:read'] }],
  ['of a dialect', { dialect: 'native' }],
];

test.each(filters)(
  'a page of all owners’ tokens, %s, is one range of an index',
  async (_, filter) => {
    const [first] = await listTokens(store.db(), filter, { after: null, limit: 11, now });
    for (const after of [null, { createdAt: first!.created_at, id: first!.id }]) {
      const rows = await listTokens(store.db(), filter, { after, limit: 11, now });
      expect(rows).toHaveLength(11);
      const text = await store.planOf(() =>
        listTokens(store.db(), filter, { after, limit: 11, now }),
      );
      expect(text).toContain('tokens_by_age on');
      expect(text).not.toMatch(/Sort|Seq Scan on tokens/);
    }
  },
);
