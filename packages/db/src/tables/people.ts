/** Tables about people, programs, and what proves who they are. */
import type { Generated } from 'kysely';

/** `app`: the secret of an OAuth client; `ort` and `oac`: the refresh and access tokens that it gets. */
export type TokenKind = 'pat' | 'ses' | 'dev' | 'svc' | 'oac' | 'ort' | 'app';
export type UserKind = 'person' | 'service';
export type DisableReason = 'owner' | 'administrator' | 'parent' | 'unused';

/** Requests that a token is good for, in a second and at once after a rest; `jsonb` in the store. */
export interface TokenRate {
  readonly perSecond: number;
  readonly burst: number;
}

/** The key whose possession the sender of a token has to prove (RFC 7800, 3.1): a certificate or a DPoP key; `jsonb`. */
export type TokenConfirmation = { readonly 'x5t#S256': string } | { readonly jkt: string };

export interface UsersTable {
  id: string;
  username: string;
  /** PHC string of argon2id; null: this user cannot log in with a password. */
  password_hash: string | null;
  password_changed_at: Date | null;
  /** Somebody else chose it while passwords had an age. */
  password_is_temporary: Generated<boolean>;
  scopes: string[];
  created_at: Date;
  created_by: string;
  deactivated_at: Date | null;
  deactivated_by: string | null;
  kind: Generated<UserKind>;
  /** Who answers for a service account. */
  owner_id: string | null;
}

/** Rights under a name. */
export interface RolesTable {
  id: string;
  name: string;
  description: Generated<string>;
  scopes: string[];
  /** The groups of devices that the rights are for; null: no limit. */
  device_groups: string[] | null;
  created_at: Date;
  created_by: string;
  changed_at: Date;
  /** Grows by one with each change. */
  version: Generated<number>;
}

export interface UserRolesTable {
  user_id: string;
  role_id: string;
  granted_at: Date;
  granted_by: string;
  /** The login provider that gives the role; null where an operator gave it. */
  source: string | null;
}

/** The hash of a password that was replaced. */
export interface FormerPasswordsTable {
  id: Generated<number>;
  user_id: string;
  hash: string;
  replaced_at: Date;
}

/** The secret of a user's one-time codes. */
export interface SecondFactorsTable {
  user_id: string;
  sealed_secret: Buffer;
  key_version: number;
  created_at: Date;
  /** Null until its holder has shown a code. */
  confirmed_at: Date | null;
  /** The time step of the last code that was accepted; 0 before the first. */
  last_step: Generated<number>;
  /** Wrong codes since `failures_since`. */
  failures: Generated<number>;
  failures_since: Date | null;
}

export interface RecoveryCodesTable {
  user_id: string;
  hash: Buffer;
  key_version: number;
  used_at: Date | null;
}

/** What a token of kind `ses` has beside what every token has. */
export interface SessionsTable {
  token_id: string;
  user_agent: string | null;
}

export interface TokensTable {
  id: string;
  kind: TokenKind;
  owner_id: string;
  dialect: string;
  name: string;
  note: string | null;
  scopes: string[];
  resources: unknown;
  cidrs: string[] | null;
  rate_limit: TokenRate | null;
  max_uses: number | null;
  uses: Generated<number>;
  cnf: TokenConfirmation | null;
  parent_id: string | null;
  /** The token that it descends from and that was made with none; its own id for that one. */
  family_id: string;
  created_at: Date;
  created_by: string;
  created_ip: string | null;
  not_before: Date | null;
  expires_at: Date | null;
  last_used_at: Date | null;
  last_used_ip: string | null;
  last_used_ua: string | null;
  disabled_at: Date | null;
  revoked_at: Date | null;
  revoked_by: string | null;
  revoke_reason: string | null;
  /** The only groups whose devices it is for; null: no limit. */
  device_groups: string[] | null;
  disabled_by: string | null;
  disable_reason: DisableReason | null;
  /** When it was last made usable again. */
  enabled_at: Date | null;
  /** The last warning of its end that was written, by its days. */
  expiry_warned_days: number | null;
  /** What its dialect says of it otherwise than in canonical scopes. */
  dialect_terms: DialectTerms | null;
}

/** What a dialect says of a token. */
export type DialectTerms = Readonly<Record<string, unknown>>;

/** How the text of a derived secret looks: as that of every token, or as so many lower-case hexadecimal digits. */
export type DerivedForm = 'token' | 'hex64' | 'hex256';

export interface TokenSecretsTable {
  token_id: string;
  version: number;
  hash: Buffer;
  key_version: number;
  created_at: Date;
  expires_at: Date | null;
  retired_at: Date | null;
  /** When it was first presented after its end. */
  reused_at: Date | null;
  /** With it the secret can be made again, from a key outside of the database; null for a random one. */
  salt: Buffer | null;
  derivation_key_version: number | null;
  form: DerivedForm | null;
}

/** Whom a login provider means, and whose account that is. */
export interface IdentitiesTable {
  provider: string;
  subject: string;
  issuer: string;
  user_id: string;
  login: string;
  linked_at: Date;
  last_login_at: Date | null;
}
