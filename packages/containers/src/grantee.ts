/** Who may do what in the registry. */
import type { Principal } from '@moorgate/auth';
import { factoryOfRepository } from './repository-name.ts';

/** What is done with a repository. `delete` is about manifests and tags. */
export type RegistryAction = 'pull' | 'push' | 'delete';

/** Actions, and the repositories that they are for; null: every one of the factory. */
export interface RegistryGrant {
  readonly actions: readonly RegistryAction[];
  /** Whole names, the factory included. */
  readonly repositories: readonly string[] | null;
}

/** Whoever shows a credential, as its authenticator sees them at this moment. */
export interface RegistryGrantee {
  /** The credential: `token <id>`, or `run <id>`; never a secret. */
  readonly subject: string;
  /** In whose name what they do is recorded. */
  readonly principal: Principal;
  /** The only factory whose repositories there are for them. */
  readonly factory: string;
  readonly grants: readonly RegistryGrant[];
}

/** Where the request comes from that shows a credential. */
export interface RegistryVisit {
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string;
  /** True where it is looked at again: a use that is counted is not counted twice, and no sign of a leak is seen in it. */
  readonly isRepeated: boolean;
}

/**
 * Says who shows this secret, or that it knows none such; asked at each request and several times a second while a body is
 * on its way, so it must be cheap, and tell of a revocation at once. Throws where the store cannot be asked.
 */
export type RegistryAuthenticator = (
  secret: string,
  visit: RegistryVisit,
) => Promise<RegistryGrantee | undefined>;

/** Whether something names this manifest, so that it must not be deleted. */
export type IsReferenced = (name: string, digest: string) => Promise<boolean>;

/** Whether the grantee may do this with the repository. */
export const mayDo = (grantee: RegistryGrantee, name: string, action: RegistryAction): boolean =>
  factoryOfRepository(name) === grantee.factory &&
  grantee.grants.some(
    ({ actions, repositories }) =>
      actions.includes(action) && (repositories === null || repositories.includes(name)),
  );
