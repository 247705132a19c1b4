/** The definition of an endpoint: one value from which routing, validation, authorisation and documentation are made. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { AccountRestriction, Context, Scope, UserPrincipal } from '@moorgate/auth';
import type { ErrorCode } from '@moorgate/errors';
import type { Static, TSchema } from 'typebox';
import type { Precondition } from './precondition.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Bytes that are sent while they are read, at the pace at which the client takes them. */
export interface ByteStream {
  /**
   * A `Readable`, say. Destroyed when the connection closes first; when it fails, the connection is cut. What is small and
   * in memory already may be given as it is.
   */
  readonly bytes: AsyncIterable<Uint8Array> | Uint8Array;
  /** Exactly so many; without it the answer is sent in chunks. */
  readonly lengthBytes?: number;
  /** Nothing may come for long, as from a log that is followed: only a client that does not take what is there is cut. */
  readonly mayRest?: true;
}

/** What an endpoint answers with. `body` is sent as JSON, a string as it is; a reply without one has no body. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  /** In place of `body`: what is too large to be held. Its headers name the media type. */
  readonly stream?: ByteStream;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Who may call: holders of every scope; runners; anybody with a credential; or everybody, with the reason why. A scope is needed for
 * everything, unless the operation is `byGroup`: then those may call too who hold it for some groups of devices, and its
 * use case keeps all others from them. One that admits an `enrolment` token is called with it by devices that have no other
 * credential; it stands for the scopes, for its groups.
 */
export type Access =
  | {
      readonly scopes: readonly [Scope, ...Scope[]];
      readonly byGroup?: true;
      readonly enrolment?: true;
    }
  | {
      /** Runners of builds alone, with tokens of their own. */
      readonly runner: true;
    }
  | {
      readonly authenticated: true;
      /** What does not keep the holder of a session from this, unlike from everything else. */
      readonly despite?: readonly AccountRestriction[];
    }
  | {
      readonly public: string;
      /** The security schemes of the document by which the endpoint itself knows who asks. */
      readonly schemes?: readonly string[];
    };

/** How a body that has a schema may come: `unlabelled-json` is JSON whatever its media type is said to be. */
export type BodyFormat = 'json' | 'form' | 'xml' | 'unlabelled-json';

/** A response that the endpoint declares; one with neither a schema, nor content, nor a stream has no body. */
export interface ResponseDefinition {
  readonly description: string;
  readonly schema?: TSchema;
  /**
   * In place of a schema: what there is by media type, the reply's `Content-Type` telling which; null for a text that no
   * schema describes, such as XML or a page.
   */
  readonly content?: Readonly<Record<string, TSchema | null>>;
  /** In place of a schema: the media type of a stream of bytes. */
  readonly streams?: string;
  /** Headers by name, each with a sentence. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A body that the handler reads as it comes. */
export interface StreamedBody {
  /** What the documentation says of it; whatever comes is passed on. */
  readonly mediaType: string;
  /** The largest body, in bytes; null where the handler itself knows when to stop. */
  readonly limitBytes: number | null;
}

/** A body that the handler gets whole and as it came, whatever its media type is said to be. */
export interface BytesBody {
  /** What the documentation says of it. */
  readonly mediaType: string;
  /** True where no bytes are as good as any. */
  readonly mayBeEmpty?: true;
}

/** Whoever asks for a stream that goes on until they leave: server-sent events (HTML Living Standard, section 9.2). */
export interface Subscription {
  /** The event that the client got last, from `Last-Event-ID`; null for a client that begins. */
  readonly lastEventId: string | null;
  /**
   * Throws when the caller may not have the endpoint any more, or has left; answers who that is, with the rights of now. To be
   * asked again and again while the stream lasts, so that it does not outlive its rights; it costs no query while nothing has
   * changed.
   */
  requireAccess(): Promise<UserPrincipal>;
}

/** The parts of a request that have a schema. Parameters and query come as text and are coerced; a body is not. */
export interface RequestDefinition {
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** In place of `body`. */
  readonly stream?: StreamedBody;
  /** In place of `body`. */
  readonly bytes?: BytesBody;
  /** For a stream that goes on until the client leaves. */
  readonly subscription?: true;
}

type StaticOf<T> = T extends TSchema ? Static<T> : undefined;
type StreamOf<T> = T extends StreamedBody ? Readable : undefined;
type BytesOf<T> = T extends BytesBody ? Buffer : undefined;
type SubscriptionOf<T> = T extends true ? Subscription : undefined;

/** The validated request, as a handler gets it. */
export interface Input<R extends RequestDefinition> {
  readonly params: StaticOf<R['params']>;
  readonly query: StaticOf<R['query']>;
  readonly body: StaticOf<R['body']>;
  /**
   * A body that is read as it comes. It fails with `body_too_large` past its limit, and when the client goes away; what is
   * left unread when the reply is there ends the connection.
   */
  readonly stream: StreamOf<R['stream']>;
  readonly bytes: BytesOf<R['bytes']>;
  readonly subscription: SubscriptionOf<R['subscription']>;
  /** What the request says of the present state; an endpoint that is `versioned` has it compared under its lock. */
  readonly precondition: Precondition;
  /** The fields of the request, by their names in lower case: for ranges and conditions of content. */
  readonly headers: IncomingHttpHeaders;
  /** As it was sent; `HEAD` for a `GET` that is answered without its body. */
  readonly method: string;
  /** The path as it was asked for, prefix included and query left out: what links to other pages are built from. */
  readonly path: string;
  /** The query as it was sent, without its question mark; empty for none. */
  readonly search: string;
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
  /** With parameters as in OpenAPI: `/devices/{uuid}`. `{+path}` takes several segments. */
  readonly path: string;
  /** Other paths that existing clients know it under, with the same parameters; not documented. */
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly access: A;
  readonly request: R;
  readonly responses: Readonly<Record<number, ResponseDefinition>>;
  /** The codes that it can answer with beside those that every endpoint can. */
  readonly faults: readonly ErrorCode[];
  /**
   * The formats of a body that has a schema; JSON alone unless said. Forms and XML hold text, which is read as the schema
   * asks. Where formats are named, an empty body is one without fields.
   */
  readonly bodyFormats?: readonly BodyFormat[];
  /** The largest body that is read whole, in bytes; 102,400 unless said. */
  readonly bodyLimitBytes?: number;
  /**
   * For what two people may change at once. A GET answers with the strong `ETag` of its body; an operation on the same path
   * that changes it understands `If-Match` and `If-None-Match`, and its use case passes what the GET would show, read under
   * its lock, to `precondition.require`. Members of the body that change by themselves, such as the time of the last use,
   * are named, the same for both: they have no part in the tag.
   */
  readonly versioned?: true | { readonly except: readonly string[] };
  /** For a GET that changes something, as clients of a dialect ask: with a cookie only pages of our own may make it. */
  readonly changesByGet?: true;
  /** Why it leaves no audit record, where its method or `changesByGet` says that it may change something. */
  readonly unaudited?: string;
  /**
   * The answer has a secret that is shown once. It is not kept for an `Idempotency-Key`: a repetition gets 200 with the `id`
   * of the answer's body alone.
   */
  readonly answersSecret?: boolean;
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
