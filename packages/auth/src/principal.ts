/** Who asks, and what they may do at this moment. */
import type { DialectTerms } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Scope } from './scopes/catalogue.ts';
import type { RateLimit } from './tokens/rate-limit.ts';

/** Scopes, and the groups whose devices they are for; null: every device, and what is no device. */
export interface Grant {
  readonly scopes: ReadonlySet<Scope>;
  readonly groups: ReadonlySet<string> | null;
}

/**
 * A user, through a session or a token. `grants` is the intersection of both rights, evaluated for this request; `scopes`
 * is the union over the grants, whichever devices they are for.
 */
export interface UserPrincipal {
  readonly kind: 'user';
  readonly userId: string;
  readonly username: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly grants: readonly Grant[];
  readonly credential: Credential;
  /** The password of the holder of a session; null or absent for a holder without one, and with a token. */
  readonly password?: PasswordState | null;
  /** What the holder of the session must do before anything else; null or absent for nothing. */
  readonly restriction?: AccountRestriction | null;
}

/** What decides whether a password is still good for everything. */
export interface PasswordState {
  /** Milliseconds since 1970; null where it is not known. */
  readonly changedAtMs: number | null;
  /** True where somebody else chose it. */
  readonly isTemporary: boolean;
  /** True once its holder has shown a code of a second factor. */
  readonly hasSecondFactor: boolean;
}

/** Named as the code with which everything else is refused. */
export type AccountRestriction = 'password_expired' | 'second_factor_setup_required';

/** What somebody proved who they are with. */
export interface Credential {
  /**
   * `password`: shown with this request alone. `enrolment`: with one a device registers, and does nothing else. `runner`: with
   * one a runner of builds takes runs, and does nothing else.
   */
  readonly kind: 'token' | 'session' | 'password' | 'enrolment' | 'runner';
  /** Of a password the id of its user, which no token has. */
  readonly tokenId: string;
  /** When it ends; null for one that does not, absent where there is none. */
  readonly expiresAt?: Date | null;
  /** The limit of requests that it has of its own; null or absent for none. */
  readonly rateLimit?: RateLimit | null;
  /** What the dialect of a token says of it otherwise than in scopes; null or absent for nothing. */
  readonly terms?: DialectTerms | null;
  /** What devices that register with it become. */
  readonly enrolment?: EnrolmentTerms;
  /** Which runner it is of. */
  readonly runner?: RunnerTerms;
}

/** A runner of builds. */
export interface RunnerTerms {
  readonly id: string;
  readonly factory: string;
  readonly name: string;
  /** The host tags whose runs it may take. */
  readonly hostTags: readonly string[];
}

/** What is decided for devices that register with an enrolment token; null where they decide. */
export interface EnrolmentTerms {
  readonly group: string | null;
  readonly namePrefix: string | null;
  /** The one device that it is for. */
  readonly deviceUuid: string | null;
}

/** A device whose connection has the verdict `device`. */
export interface DevicePrincipal {
  readonly kind: 'device';
  readonly uuid: string;
}

/** The program itself: the command line on the host, a scheduled task. */
export interface SystemPrincipal {
  readonly kind: 'system';
  readonly name: string;
}

export type Principal = UserPrincipal | DevicePrincipal | SystemPrincipal;

/** The scopes among `needed` that the principal lacks, in their order. The program itself lacks none, a device all. */
export const listMissingScopes = (principal: Principal, needed: Iterable<Scope>): Scope[] => {
  if (principal.kind === 'system') return [];
  const held: ReadonlySet<Scope> = principal.kind === 'user' ? principal.scopes : new Set();
  return [...needed].filter((scope) => !held.has(scope));
};

/** Passes when the principal has every scope; throws `scope_missing`, naming those that it lacks. */
export const requireScopes = (principal: Principal, needed: readonly Scope[]): void => {
  const missing = listMissingScopes(principal, needed);
  if (missing.length === 0) return;
  throw fault('scope_missing', {
    detail: `User missing required scope(s): ${missing.join(',')}`,
    neededScopes: needed,
  });
};

/** How a principal is called in `created_by` and its like: a name that stays readable after the account has gone. */
export const principalName = (principal: Principal): string => {
  switch (principal.kind) {
    case 'user':
      return principal.username;
    case 'device':
      return principal.uuid;
    case 'system':
      return principal.name;
  }
};
