/** Authorizations and users between entities and the shapes of this dialect. */
import {
  type DerivedToken,
  tokenIdFromHex,
  tokenIdToHex,
  type UserPrincipal,
} from '@moorgate/auth';
import { authorizationLinks } from './links.ts';
import type { AnswerForm } from './negotiate.ts';
import { scopesOfTerms } from './scope-grammar.ts';
import type { Value } from './values.ts';

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1_000);

const idPattern = /^[0-9a-f]{24}$/;

/** The id of an authorization: 24 hexadecimal digits, as the seconds of its creation and the id of its token. */
export const toAuthorizationId = ({
  id,
  createdAt,
}: Pick<DerivedToken, 'id' | 'createdAt'>): string =>
  seconds(createdAt).toString(16).padStart(8, '0') + tokenIdToHex(id);

/** The id of the token that an id of an authorization names; null for a text that is no such id. */
export const toTokenId = (authorizationId: string): string | null =>
  idPattern.test(authorizationId) ? tokenIdFromHex(authorizationId.slice(8)) : null;

/** A moment in UTC, in whole seconds. */
export const toInstant = (instant: Date): string => `${instant.toISOString().slice(0, 19)}Z`;

/** How long a token lives in all, and how long still, in seconds; one without an end is not made here. */
const lifetimesOf = ({ createdAt, expiresAt }: DerivedToken, now: Date): [number, number] => {
  const end = (expiresAt ?? createdAt).getTime();
  const remaining = Math.round((end - now.getTime()) / 1_000);
  return [Math.round((end - createdAt.getTime()) / 1_000), Math.max(0, remaining)];
};

/** An authorization, in the order of its elements. */
export const toAuthorization = (
  token: DerivedToken,
  context: {
    readonly identity: string;
    readonly now: Date;
    /** The address of the API. */
    readonly base: string;
    readonly form: AnswerForm;
  },
): Value => {
  const { identity, now, base, form } = context;
  const id = toAuthorizationId(token);
  const [expiresIn, remaining] = lifetimesOf(token, now);
  return {
    token: token.text,
    created_at: toInstant(token.createdAt),
    expires_in: expiresIn,
    expires_in_seconds: remaining,
    note: token.note,
    id,
    scopes: scopesOfTerms(token.terms).join(' '),
    identity,
    ...(form.hasLinks ? { links: authorizationLinks(base, id) } : {}),
  };
};

/** The id of a user: 24 hexadecimal digits of theirs. */
export const toUserId = ({ userId }: Pick<UserPrincipal, 'userId'>): string =>
  userId.replaceAll('-', '').slice(0, 24);

/** A user, who has neither gears nor domains here. */
export const toUser = (principal: UserPrincipal, form: AnswerForm): Value => ({
  id: toUserId(principal),
  login: principal.username,
  consumed_gears: 0,
  max_gears: 0,
  max_domains: 0,
  capabilities: {},
  plan_id: null,
  plan_state: null,
  usage_account_id: null,
  ...(form.hasLinks ? { links: {} } : {}),
});
