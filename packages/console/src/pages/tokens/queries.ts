/** The tokens of whoever is logged in. */
import { answerOf, type components } from '@moorgate/client';
import { type UseMutationResult, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { useActing } from '../../parts/acting.ts';

/** A token without its secret. */
export type Token = components['schemas']['Token'];
/** A new one, with it. */
export type IssuedToken = components['schemas']['IssuedToken'];
/** What a new one is asked for with. */
export type TokenRequest = components['schemas']['TokenRequest'];

/** A scope, and what it allows in a sentence. */
export interface ScopeWords {
  readonly scope: string;
  readonly allows: string;
  readonly implies: readonly string[];
}

/** Those that whoever has some can give: these, and what they imply. */
export const givenBy = (scopes: readonly ScopeWords[], held: readonly string[]): ScopeWords[] => {
  const ofHeld = scopes.filter(({ scope }) => held.includes(scope));
  const given = new Set(ofHeld.flatMap(({ scope, implies }) => [scope, ...implies]));
  return scopes.filter(({ scope }) => given.has(scope));
};

/** One’s own tokens, those that have ended included, the newest first. */
export const useTokens = (): UseQueryResult<Token[]> =>
  useQuery({
    queryKey: ['tokens'],
    queryFn: async ({ signal }) => {
      const tokens = await answerOf(api.GET('/tokens', { signal }));
      return tokens.filter(({ kind }) => kind === 'pat').toReversed();
    },
  });

/** Every scope there is. They change with the version of the server alone. */
export const useScopes = (): UseQueryResult<ScopeWords[]> =>
  useQuery({
    queryKey: ['scopes'],
    queryFn: ({ signal }) => answerOf(api.GET('/scopes', { signal })),
    staleTime: Infinity,
    refetchInterval: false,
  });

const issue = (body: TokenRequest, account: string | null) =>
  account === null
    ? api.POST('/tokens', { body })
    : api.POST('/service-accounts/{name}/tokens', { params: { path: { name: account } }, body });

/** Makes one, of one’s own or of a service account. */
export const useIssue = (
  account: string | null,
): UseMutationResult<IssuedToken, Error, TokenRequest> =>
  useActing(
    // The secret is missing from the answer to a repetition alone, and nothing is repeated here.
    async (body) => (await answerOf<unknown>(issue(body, account))) as IssuedToken,
    ['tokens'],
  );

const revoke = (id: string): Promise<unknown> =>
  answerOf(api.DELETE('/tokens/{id}', { params: { path: { id } } }));

/** Ends one for good. */
export const useRevocation = (): UseMutationResult<unknown, Error, string> =>
  useActing(revoke, ['tokens']);
