/** What a token says that its holder may do: the `access` of tokens for registries. */
import type { RegistryAction } from '../grantee.ts';

/** Actions on a repository. */
export interface RepositoryAccess {
  readonly name: string;
  readonly actions: readonly RegistryAction[];
}

/** As a token has them. */
export const toAccessClaim = (access: readonly RepositoryAccess[]): readonly object[] =>
  access.map(({ name, actions }) => ({ type: 'repository', name, actions }));

/** Whether the claim, as it was signed, has this action on this repository. */
export const claimAllows = (claim: unknown, name: string, action: RegistryAction): boolean =>
  Array.isArray(claim) &&
  claim.some((entry: unknown) => {
    const one = entry as { type?: unknown; name?: unknown; actions?: unknown } | null;
    return (
      one?.type === 'repository' &&
      one.name === name &&
      Array.isArray(one.actions) &&
      one.actions.includes(action)
    );
  });
