/** Identities: whom a login provider means, and what our configuration says about that provider. */
import type { IdentityRow } from '@moorgate/db';

/** An identity of an account, as people see it. */
export interface Identity {
  /** The name of the provider in the configuration. */
  readonly provider: string;
  /** What the provider calls the person for ever. */
  readonly subject: string;
  /** How the person was called there at the last login. */
  readonly login: string;
  readonly linkedAt: Date;
  readonly lastLoginAt: Date | null;
}

/** What a provider said about a person, after every check of its answer. */
export interface VerifiedIdentity {
  /** Unique at the provider, and never given to somebody else (OpenID Connect Core 1.0, section 2). */
  readonly subject: string;
  /** What the person calls themselves there. It names a new account and is shown; nobody is recognised by it. */
  readonly login: string;
  readonly groups: readonly string[];
}

/** What somebody gets who has no account yet. These rights stay, whatever the provider says later. */
export interface NewcomerRights {
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
}

/** What a provider may decide here. */
export interface ProviderPolicy {
  readonly provider: string;
  /** Whom the name of the provider stands for. */
  readonly issuer: string;
  /** The names of the roles that the members of each group of the provider have. */
  readonly rolesOfGroups: ReadonlyMap<string, readonly string[]>;
  /** Null: nobody gets an account by logging in. */
  readonly newcomers: NewcomerRights | null;
  /** Whether it may log in people who have a password here, and so stand in for password and second factor. */
  readonly admitsPasswordAccounts: boolean;
}

/** Somebody whom a provider vouches for, and what the provider may decide. */
export interface VouchedPerson {
  readonly policy: ProviderPolicy;
  readonly identity: VerifiedIdentity;
}

/** The constraint that an identity breaks which is linked already. */
export const identityKeyConstraint = 'identities_pkey';

/** The row as an entity. */
export const identityFromRow = (row: IdentityRow): Identity => ({
  provider: row.provider,
  subject: row.subject,
  login: row.login,
  linkedAt: row.linked_at,
  lastLoginAt: row.last_login_at,
});
