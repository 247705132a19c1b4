/** What claims say about a person, by the names that the operator gave. */
import type { VerifiedIdentity } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { ProviderConfig } from './read-providers.ts';

/** A subject has at most 255 ASCII characters (OpenID Connect Core 1.0, section 2). */
const subjectPattern = /^[\x20-\x7e]{1,255}$/;
const textLengthMax = 255;
const groupsMax = 10_000;

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= textLengthMax;

/** What a person is called, if it is a line of text: it is stored and shown. */
const isName = (value: unknown): value is string => isText(value) && !/\p{Cc}/u.test(value);

/** One group may come as a text; whatever else is no list of texts names no group. */
const groupsOf = (value: unknown): readonly string[] => {
  const values = Array.isArray(value) ? value.slice(0, groupsMax) : [value];
  return values.filter(isText);
};

/** Throws `login_answer_invalid` for a subject that cannot be one. A person without a login is called by their subject. */
export const readClaims = (
  claims: Readonly<Record<string, unknown>>,
  { loginClaim, groupClaim }: Pick<ProviderConfig, 'loginClaim' | 'groupClaim'>,
): VerifiedIdentity => {
  const { sub: subject } = claims;
  if (typeof subject !== 'string' || !subjectPattern.test(subject))
    throw fault('login_answer_invalid');
  const login = claims[loginClaim];
  return {
    subject,
    login: isName(login) ? login : subject,
    groups: groupClaim === null ? [] : groupsOf(claims[groupClaim]),
  };
};
