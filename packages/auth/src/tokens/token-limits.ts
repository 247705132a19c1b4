/** What a token is limited to beside its owner's rights: scopes, groups, networks, a rate. Limits only grow narrower. */
import { fault, type Issue } from '@moorgate/errors';
import type { Scope } from '../scopes/catalogue.ts';
import { intersectScopes, listScopes, scopeSet } from '../scopes/scope-set.ts';
import { parseScopes } from '../users/user.ts';
import { areNetworksWithin, intersectNetworks, listNetworkIssues } from './networks.ts';
import {
  type AskedRateLimit,
  completeRateLimit,
  intersectRateLimits,
  isRateLimitWithin,
  listRateLimitIssues,
  type RateLimit,
} from './rate-limit.ts';

/** The limits of a token; null: no limit. */
export interface TokenLimits {
  readonly scopes: readonly Scope[];
  /** The only groups whose devices it is for. What is no device is out of its reach then. */
  readonly groups: readonly string[] | null;
  /** The only addresses and networks that it may be used from. */
  readonly cidrs: readonly string[] | null;
  /** How many requests it is good for in a second, if less than the installation serves to any token. */
  readonly rateLimit: RateLimit | null;
}

/** Limits as they are asked for; what is left out is not asked for. */
export interface AskedLimits {
  readonly scopes?: readonly string[] | undefined;
  /** 1 to 100. */
  readonly groups?: readonly string[] | undefined;
  /** 1 to 100. */
  readonly cidrs?: readonly string[] | undefined;
  readonly rateLimit?: AskedRateLimit | undefined;
}

/** Limits as the store has them. */
export interface StoredLimits {
  readonly scopes: readonly string[];
  readonly device_groups: readonly string[] | null;
  readonly cidrs: readonly string[] | null;
  readonly rate_limit: RateLimit | null;
}

const namePattern = /^[^\p{Cc}\p{Cs}]{1,80}$/u;
const notePattern = /^(?:[^\p{Cc}\p{Cs}]|[\n\t])*$/u;
const noteLengthMax = 1_000;
const groupPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/;
const listLengthMax = 100;

/** The error for one wrong field of a request. */
export const invalidField = (pointer: string, message: string): Error =>
  fault('invalid_request', { issues: [{ pointer, message }] });

/** Passes for what a list of tokens can call one: 1 to 80 characters of text. Throws `invalid_request`. */
export const checkName = (name: string): void => {
  if (!namePattern.test(name)) throw invalidField('/name', 'must be 1 to 80 characters of text');
};

/** Passes for a note of up to 1,000 characters of text, in lines. Throws `invalid_request`. */
export const checkNote = (note: string): void => {
  if (note.length <= noteLengthMax && notePattern.test(note)) return;
  throw invalidField('/note', `must be at most ${noteLengthMax} characters of text`);
};

const listGroupIssues = (groups: readonly string[]): Issue[] =>
  groups.flatMap((group, index) =>
    groupPattern.test(group)
      ? []
      : [{ pointer: `/groups/${index}`, message: 'is not the name of a group' }],
  );

const lengthIssue = (pointer: string, list: readonly unknown[]): Issue[] =>
  list.length > 0 && list.length <= listLengthMax
    ? []
    : [{ pointer, message: `must have 1 to ${listLengthMax} entries` }];

const listIssues = ({ groups, cidrs, rateLimit }: AskedLimits): Issue[] => [
  ...(groups === undefined ? [] : [...lengthIssue('/groups', groups), ...listGroupIssues(groups)]),
  ...(cidrs === undefined ? [] : [...lengthIssue('/cidrs', cidrs), ...listNetworkIssues(cidrs)]),
  ...(rateLimit === undefined ? [] : listRateLimitIssues(rateLimit)),
];

/** The limits that are asked for, in their stored form; the others are left out. Throws `invalid_request`. */
export const parseLimits = (asked: AskedLimits): Partial<TokenLimits> => {
  const { scopes, groups, cidrs, rateLimit } = asked;
  if (scopes?.length === 0) throw invalidField('/scopes', 'must name at least one scope');
  const issues = listIssues(asked);
  if (issues.length > 0) throw fault('invalid_request', { issues });
  return {
    ...(scopes === undefined ? {} : { scopes: parseScopes(scopes) }),
    ...(groups === undefined ? {} : { groups: [...new Set(groups)].sort() }),
    ...(cidrs === undefined ? {} : { cidrs: [...new Set(cidrs)] }),
    ...(rateLimit === undefined ? {} : { rateLimit: completeRateLimit(rateLimit) }),
  };
};

/** The limits of a stored token. */
export const limitsOf = (row: StoredLimits): TokenLimits => ({
  scopes: listScopes(scopeSet(row.scopes)),
  groups: row.device_groups,
  cidrs: row.cidrs,
  rateLimit: row.rate_limit,
});

const intersectGroups = (
  some: readonly string[] | null,
  others: readonly string[] | null,
): readonly string[] | null => {
  if (some === null || others === null) return some ?? others;
  return some.filter((group) => others.includes(group));
};

/** What both limits allow. */
export const intersectLimits = (one: TokenLimits, other: TokenLimits): TokenLimits => ({
  scopes: listScopes(intersectScopes(scopeSet(one.scopes), scopeSet(other.scopes))),
  groups: intersectGroups(one.groups, other.groups),
  cidrs: intersectNetworks(one.cidrs, other.cidrs),
  rateLimit: intersectRateLimits(one.rateLimit, other.rateLimit),
});

/** True for limits that leave nothing that could be done. */
export const isNothing = ({ scopes, groups, cidrs }: TokenLimits): boolean =>
  scopes.length === 0 || groups?.length === 0 || cidrs?.length === 0;

/**
 * Passes when the one limit allows nothing that the other does not. Throws `token_not_narrower`, with every field that
 * would be wider.
 */
export const requireNarrower = (inner: TokenLimits, outer: TokenLimits): void => {
  const held = scopeSet(outer.scopes);
  const wider = [
    ...inner.scopes.filter((scope) => !held.has(scope)).map((scope) => `the scope ${scope}`),
    ...(areGroupsWithin(inner.groups, outer.groups) ? [] : ['the groups']),
    ...(areNetworksWithin(inner.cidrs, outer.cidrs) ? [] : ['the networks']),
    ...(isRateLimitWithin(inner.rateLimit, outer.rateLimit) ? [] : ['the rate limit']),
  ];
  if (wider.length > 0) throw fault('token_not_narrower', { detail: `Wider: ${wider.join(', ')}` });
};

const areGroupsWithin = (
  inner: readonly string[] | null,
  outer: readonly string[] | null,
): boolean => outer === null || (inner?.every((group) => outer.includes(group)) ?? false);
