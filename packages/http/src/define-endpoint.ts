/** The definition of an endpoint: one value from which routing, validation, authorisation and documentation are made. */
import type { Context, Scope } from '@moorgate/auth';
import type { ErrorCode } from '@moorgate/errors';
import type { Static, TSchema } from 'typebox';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What an endpoint answers with. `body` is sent as JSON, a string as it is; a reply without one has no body. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** Who may call: holders of every scope; anybody with a credential; or everybody, with the reason why. */
export type Access =
  | { readonly scopes: readonly [Scope, ...Scope[]] }
  | { readonly authenticated: true }
  | { readonly public: string };

/** A response that the endpoint declares; one without a schema has no body. */
export interface ResponseDefinition {
  readonly description: string;
  readonly schema?: TSchema;
  /** Headers by name, each with a sentence. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The parts of a request that have a schema. Parameters and query come as text and are coerced; a body is not. */
export interface RequestDefinition {
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
}

type StaticOf<T> = T extends TSchema ? Static<T> : undefined;

/** The validated request, as a handler gets it. */
export interface Input<R extends RequestDefinition> {
  readonly params: StaticOf<R['params']>;
  readonly query: StaticOf<R['query']>;
  readonly body: StaticOf<R['body']>;
  /** The path as it was asked for, prefix included and query left out: what links to other pages are built from. */
  readonly path: string;
}

/** An endpoint of a dialect; `X` is the context that its mount provides. */
export interface Endpoint<
  R extends RequestDefinition = RequestDefinition,
  A = Access,
  X extends Context = Context,
> {
  /** The name of the function, of the file in camel case, and of the operation in logs and metrics. */
  readonly operationId: string;
  readonly method: Method;
  /** With parameters as in OpenAPI: `/devices/{uuid}`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly access: A;
  readonly request: R;
  readonly responses: Readonly<Record<number, ResponseDefinition>>;
  /** The codes that it can answer with beside those that every endpoint can. */
  readonly faults: readonly ErrorCode[];
  /** The largest body that is read, in bytes; 102,400 unless said. */
  readonly bodyLimitBytes?: number;
  /** A method, so that endpoints with different inputs fit into one list. */
  handle(ctx: X, input: Input<R>): Promise<Reply>;
}

/** Checks a definition's types; returns it unchanged. */
export const defineEndpoint = <
  const R extends RequestDefinition,
  const A = Access,
  X extends Context = Context,
>(
  endpoint: Endpoint<R, A, X>,
): Endpoint<R, A, X> => endpoint;
