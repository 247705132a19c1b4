/** What a page is: who may see it, and what it answers. */
import type {
  AccountRestriction,
  Context,
  SealingKeys,
  TokenChecks,
  TokenKeys,
  UserPrincipal,
} from '@moorgate/auth';
import type { DomainError } from '@moorgate/errors';
import type { Reply, RequestLimiter } from '@moorgate/http';
import type { SourceStore } from '@moorgate/source';
import type { AccountDemands } from '../accounts.ts';
import type { LoginProviders } from '../login/login-provider.ts';
import type { LoginLimiter } from '../login-limiter.ts';
import type { OwnOrigin } from '../same-origin.ts';
import type { SessionCookie } from '../session-cookie.ts';
import type { CodeGuesses } from './code-guesses.ts';

/** What pages stand on. */
export interface PageServices {
  readonly tokenKeys: TokenKeys;
  readonly sealingKeys: SealingKeys;
  readonly tokenChecks: TokenChecks;
  readonly sessionCookie: SessionCookie;
  readonly ownOrigin: OwnOrigin;
  readonly accounts: AccountDemands;
  readonly loginLimiter: LoginLimiter;
  readonly limiter: RequestLimiter;
  readonly codeGuesses: CodeGuesses;
  readonly providers: LoginProviders;
  /** The factory of this installation. */
  readonly factory: string;
  /** Where Git repositories are kept. */
  readonly source: SourceStore;
}

/** A request of a browser. */
export interface PageRequest {
  readonly context: Omit<Context, 'principal'> & { readonly requestId: string };
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Reads the fields of the form that was sent. */
  readForm(): Promise<URLSearchParams>;
  /** True once nobody waits for the answer any more. */
  hasGone(): boolean;
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** A request that may have its page. */
export interface Visit<P extends UserPrincipal | null = UserPrincipal | null> {
  readonly ctx: Context & { readonly requestId: string };
  /** Whose session it is; null for nobody. */
  readonly principal: P;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The path with its query, as somebody comes back to it. */
  readonly address: string;
  /** Under which origin the browser came here: the identifier of this server for applications (RFC 9207). */
  readonly origin: string;
  /** The `Cookie` header. */
  readonly cookies: string | undefined;
  /** Tells the log and the metrics why a form is shown again. */
  readonly noteRefusal: (error: DomainError) => void;
  /** What was sent; empty for a page that is looked at. */
  readonly form: URLSearchParams;
}

interface PageBase {
  /** In the log and the metrics. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Whether it is at an address that is not `path` itself; only `path` unless given. */
  readonly matches?: (path: string) => boolean;
}

/** A page that anybody sees. */
export interface OpenPage extends PageBase {
  readonly access: 'anybody';
  answer(services: PageServices, visit: Visit): Promise<Reply>;
}

/** A page of somebody who is logged in; others are sent to the login and come back. */
export interface MemberPage extends PageBase {
  readonly access: 'session';
  /** What does not keep somebody from it who has to do something about their account first. */
  readonly despite?: readonly AccountRestriction[];
  answer(services: PageServices, visit: Visit<UserPrincipal>): Promise<Reply>;
}

export type Page = OpenPage | MemberPage;
