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
  /** True for a second look at the same request: what a credential may be used for once is not used up twice. */
  readonly isRepeated?: boolean;
  /** True where the operation takes the tokens with which devices register. */
  readonly admitsEnrolment?: boolean;
}

/** An endpoint whose input type does not matter: as a list holds it. */
export type AnyEndpoint<A = Access> = Endpoint<RequestDefinition, A>;

/** A face of the admin API. */
export interface Dialect {
  readonly name: string;
  readonly title: string;
  /** The same endpoints stand under each; the first is the one in the documentation. */
  readonly prefixes: readonly string[];
  readonly endpoints: readonly AnyEndpoint[];
  /** Answers who asks. Throws `credentials_required`, `credentials_invalid` or `cross_site_request`. */
  authenticate(ctx: Omit<Context, 'principal'>, credentials: Credentials): Promise<UserPrincipal>;
  /** Left out by dialects whose clients know nothing of them. */
  readonly manners?: Manners;
  /** The dialect's form of an error; pure, and total over the kinds. */
  renderFault(error: DomainError, requestId: string): Reply;
}
