/** The definition of a dialect: which endpoints it has, how it knows who asks, and how its answers look. */
import type { Context, UserPrincipal } from '@moorgate/auth';
import type { DomainError } from '@moorgate/errors';
import type { Manners } from './manners.ts';
import type { Access, Endpoint, Reply, RequestDefinition } from './define-endpoint.ts';

/** What authentication may look at. */
export interface Credentials {
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly method: string;
  /** As it was asked for, prefix included and query left out. */
  readonly path: string;
  /** The query of the target; a dialect that takes a credential there says so in its documentation. */
  readonly query: URLSearchParams;
  /** True where the request may change something, whatever its method is. */
  readonly mayChange: boolean;
  /** True for a second look at the same request: what a credential may be used for once is not used up twice. */
  readonly isRepeated?: boolean;
  /** True where the operation takes the tokens with which devices register. */
  readonly admitsEnrolment?: boolean;
  /** True for what runners do, with tokens of their own and with no other. */
  readonly admitsRunner?: boolean;
}

/** An endpoint whose input type does not matter: as a list holds it. */
export type AnyEndpoint<A = Access> = Endpoint<RequestDefinition, A>;

/** What an operation is called by. */
export type Operation = Pick<AnyEndpoint, 'method' | 'path'>;

/** A request as it was sent, for dialects whose answers depend on it. */
export interface AskedRequest extends Pick<Credentials, 'headers' | 'method' | 'path' | 'query'> {
  /** The operation that answers; null before one is found, and where there is none. */
  readonly operationId: string | null;
  /** Null before somebody was recognised, and where nobody was. */
  readonly principal: UserPrincipal | null;
}

/** A face of the admin API. */
export interface Dialect {
  readonly name: string;
  readonly title: string;
  /** The same endpoints stand under each; the first is the one in the documentation. */
  readonly prefixes: readonly string[];
  /** The paths under which it answers for everything, known or not; its prefixes unless said. */
  readonly owns?: readonly string[];
  /** What dialects behind it have there, by whole paths; it is passed on to them. */
  readonly leavesToOthers?: readonly Operation[];
  /**
   * The headers of its credentials, in lower case; `authorization` unless said. No page of another site makes a browser
   * send one by itself, so a request that has one is not refused for where it comes from.
   */
  readonly tokenHeaders?: readonly string[];
  readonly endpoints: readonly AnyEndpoint[];
  /** Answers who asks. Throws `credentials_required`, `credentials_invalid` or `cross_site_request`. */
  authenticate(ctx: Omit<Context, 'principal'>, credentials: Credentials): Promise<UserPrincipal>;
  /** Left out by dialects whose clients know nothing of them. */
  readonly manners?: Manners;
  /** The dialect's form of an error; pure, and total over the kinds. */
  renderFault(error: DomainError, requestId: string, asked: AskedRequest): Reply;
  /** The last word about every reply, errors included: headers that all of them have, say. Pure. */
  finish?(reply: Reply, asked: AskedRequest): Reply;
}
