/** The scopes of this API: how they are written, how long they last, and which rights of ours they stand for. */
import { allScopes, type DerivedToken, type Scope } from '@moorgate/auth';

/** The scopes that clients are told of, each with what its help says. */
export const scopeHelp: Readonly<Record<string, string>> = {
  session:
    'Grants a client the authority to perform all API actions against your account. Valid for 1 day.',
  read: 'Allows the client to access all resources exposed by the API but not to change them or to see authorizations.',
  userinfo: 'Allows a client to view your login name, unique id, and your user capabilities.',
  'domain/:id/view': 'Grants read-only access to a single domain.',
  'domain/:id/edit': 'Grants edit access to a single domain and all its applications.',
  'domain/:id/admin':
    'Grants full administrative access to a single domain and all its applications.',
  'application/:id/view': 'Grants read-only access to a single application.',
  'application/:id/edit': 'Grants edit access to a single application.',
  'application/:id/admin': 'Grants full administrative access to a single application.',
};

/** Their names, in the order in which they are told. */
export const advertisedScopes = Object.keys(scopeHelp);

export const defaultScope = 'userinfo';

const plainScopes = ['session', 'read', 'userinfo'];
const memberPattern =
  /^(?:domain\/([a-z0-9_]+)\/(?:view|edit|admin)|application\/([a-z0-9_]+)\/(?:view|scale|edit|admin|report_deployments))$/;
const idPattern = /^[0-9a-f]{24}$/;

const isScopeText = (text: string): boolean => {
  if (plainScopes.includes(text)) return true;
  const match = memberPattern.exec(text);
  return match !== null && idPattern.test(match[1] ?? match[2] ?? '');
};

const joinEnglish = (words: readonly string[]): string =>
  `${words.slice(0, -1).join(', ')}, and ${words.at(-1) ?? ''}`;

/** What is said of scopes that are none. */
export const scopeRule = `One or more of the scopes you provided are not allowed. Valid scopes are ${joinEnglish(advertisedScopes)}.`;

/**
 * The scopes of a text, separated by commas or blanks, in lower case, each once; null when one of them is none. An empty
 * text stands for the default.
 */
export const parseScopeText = (text: string): readonly string[] | null => {
  const parts = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((part) => part !== '');
  if (parts.length === 0) return [defaultScope];
  return parts.every(isScopeText) ? [...new Set(parts)] : null;
};

/** What is remembered of a token: its scopes, separated by one blank. */
export const termsOfScopes = (scopes: readonly string[]): NonNullable<DerivedToken['terms']> => ({
  scopes: scopes.join(' '),
});

/** The scopes of a token; none where nothing is remembered. */
export const scopesOfTerms = (terms: DerivedToken['terms']): readonly string[] => {
  const scopes = terms?.['scopes'];
  return typeof scopes === 'string' ? scopes.split(' ').filter((scope) => scope !== '') : [];
};

const dayS = 86_400;

/** How long tokens live, in seconds: unless said, and at most. */
const lifetimes = {
  session: { default: dayS, max: 7 * dayS },
  other: { default: 30 * dayS, max: 180 * dayS },
};

/**
 * How long a token of these scopes lives. What is asked for is kept up to the shortest of the scopes' maxima, and becomes that
 * above; without a positive integer it is the shortest of their defaults.
 */
export const lifetimeSeconds = (scopes: readonly string[], asked: number | null): number => {
  const terms = scopes.map((scope) => (scope === 'session' ? lifetimes.session : lifetimes.other));
  const max = Math.min(...terms.map((term) => term.max));
  if (asked === null || !Number.isSafeInteger(asked) || asked <= 0)
    return Math.min(...terms.map((term) => term.default));
  return Math.min(asked, max);
};

/**
 * The canonical scopes that these stand for at most: `session` for everything, `read` for every reading but that of tokens;
 * the others are about what does not exist here.
 */
export const canonicalScopes = (scopes: readonly string[]): readonly Scope[] => {
  if (scopes.includes('session')) return allScopes;
  if (!scopes.includes('read')) return [];
  return allScopes.filter((scope) => scope.endsWith(':read') && scope !== 'tokens:read');
};
