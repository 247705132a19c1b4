/** How tokens look in tables. */
import type { components } from '@moorgate/client';
import type { Column } from '../../output/output.ts';

type Token = components['schemas']['Token'];

const limit = (values: readonly string[] | null): string => values?.join(' ') ?? 'no limit';

const rateOf = (rate: Token['rate-limit']): string =>
  rate === null ? 'no limit' : `${rate['per-second']} in a second, ${rate.burst} at once`;

const by = (who: string | null, why: string | null): string =>
  [who, why].filter((text) => text !== null).join(', ');

const common: readonly Column<Token>[] = [
  { title: 'id', isWhole: true, of: ({ id }) => id },
  { title: 'name', of: ({ name }) => name },
  { title: 'owner', of: ({ owner }) => owner },
  { title: 'state', of: ({ state }) => state },
];

const ends: Column<Token> = {
  title: 'ends',
  of: (token, showDate) => (token['expires-at'] === null ? 'never' : showDate(token['expires-at'])),
};
const lastUsed: Column<Token> = {
  title: 'last used',
  of: (token, showDate) => showDate(token['last-used-at'] ?? 0),
};
const scopes: Column<Token> = { title: 'scopes', of: (token) => token.scopes.join(' ') };

/** A line of the list of tokens. */
export const tokenSummaryColumns: readonly Column<Token>[] = [...common, ends, lastUsed, scopes];

/** One token. */
export const tokenColumns: readonly Column<Token>[] = [
  ...common,
  { title: 'note', of: ({ note }) => note ?? '' },
  scopes,
  { title: 'groups', of: ({ groups }) => limit(groups) },
  { title: 'networks', of: ({ cidrs }) => limit(cidrs) },
  { title: 'rate', of: (token) => rateOf(token['rate-limit']) },
  {
    title: 'uses',
    of: (token) =>
      token['max-uses'] === null ? 'no limit' : `${token.uses} of ${token['max-uses']}`,
  },
  { title: 'dialect', of: ({ dialect }) => dialect },
  { title: 'made with', of: ({ parent }) => parent ?? '' },
  { title: 'family', of: ({ family }) => family },
  { title: 'created', of: (token, showDate) => showDate(token['created-at']) },
  { title: 'created by', of: (token) => token['created-by'] },
  { title: 'begins', of: (token, showDate) => showDate(token['not-before']) },
  ends,
  lastUsed,
  { title: 'used from', of: (token) => token['last-used-from'] ?? '' },
  { title: 'disabled', of: (token, showDate) => showDate(token['disabled-at']) },
  { title: 'disabled by', of: (token) => by(token['disabled-by'], token['disable-reason']) },
  { title: 'revoked', of: (token, showDate) => showDate(token['revoked-at']) },
  { title: 'revoked by', of: (token) => by(token['revoked-by'], token['revoke-reason']) },
];
