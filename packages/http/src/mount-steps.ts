/** The steps that a request to a dialect takes: who asks, what they may do, what they sent, and the work. */
import type { Readable } from 'node:stream';
import { type Context, runOnce, type UserPrincipal, withStoreFaults } from '@moorgate/auth';
import { fault, toDomainError } from '@moorgate/errors';
import { anonymous, isPublic, requireAccess } from './access.ts';
import { changes, noPrecondition, readPrecondition, tagReply } from './conditions.ts';
import type { AnyEndpoint, Dialect } from './define-dialect.ts';
import type { Access, Input, Reply, RequestDefinition, Subscription } from './define-endpoint.ts';
import { countHolder, countStranger } from './count-request.ts';
import { askedRequestOf, credentialsOf, type Exchange, targetOf } from './exchange.ts';
import { idempotencyKeyOf, keptAnswerOf, replayOf } from './idempotency-key.ts';
import type { RequestLimiter } from './limiter.ts';
import { mediaTypesOf, requireAcceptable } from './media-types.ts';
import { ClientGoneError, defaultBodyLimitBytes, readBytes } from './read-body.ts';
import { readFormattedBody } from './read-formatted-body.ts';
import { guardStream, letGoAfter, streamBody } from './streamed-body.ts';
import type { RequestCheck } from './validator.ts';

/** An endpoint, ready for requests. */
export interface Mounted {
  readonly endpoint: AnyEndpoint;
  readonly check: RequestCheck;
}

/** Answers one request, or throws. */
export type Step = (exchange: Exchange) => Promise<Reply>;

/** The step for a matched path, and the refusals. */
export interface Steps {
  call(mounted: Mounted): Step;
  /** For a path that these answer, and others by the methods `left` to them. */
  refuseMethod(mounted: readonly Mounted[], left: readonly string[]): Step;
  readonly refusePath: Step;
}

/** A request and the endpoint that answers it. */
interface Matched {
  readonly endpoint: AnyEndpoint;
  readonly exchange: Exchange;
  readonly idempotencyKey: string | null;
}

const readInput = async (
  exchange: Exchange,
  { endpoint, check }: Mounted,
  hasManners: boolean,
): Promise<Input<RequestDefinition>> => {
  const { request } = exchange;
  const limitBytes = endpoint.bodyLimitBytes ?? defaultBodyLimitBytes;
  const body = await readFormattedBody(request, endpoint, limitBytes);
  const { path, search } = targetOf(request);
  const bytes = endpoint.request.bytes && (await readBytes(request, limitBytes));
  const checked = check({ params: request.params, search, body });
  const isConditional = hasManners && changes(endpoint.method);
  const precondition = isConditional
    ? readPrecondition(request.headers, endpoint.versioned)
    : noPrecondition;
  const { headers, method } = request;
  const later = { stream: undefined, subscription: undefined };
  return { ...checked, ...later, bytes, headers, method, path, search, precondition };
};

/** The endpoint's own answer, with the entity tag where it has versions. */
const work = async (
  { exchange, endpoint }: Matched,
  ctx: Context,
  input: Input<RequestDefinition>,
): Promise<Reply> => {
  const { precondition, stream } = input;
  const answered = endpoint.handle(ctx, input);
  const reply = await (stream === undefined ? answered : letGoAfter(stream, answered));
  if (precondition.isGiven && !precondition.isChecked) {
    throw new Error(`${endpoint.operationId} did not compare the condition of a request`);
  }
  const { versioned } = endpoint;
  return versioned === undefined ? reply : tagReply(exchange.request, versioned, reply);
};

/** The steps of a dialect; without a limiter, of its manners or given, nothing is counted. */
export const createSteps = (dialect: Dialect, given?: RequestLimiter): Steps => {
  const { manners } = dialect;
  const limiter = manners?.limiter ?? given;

  const identify = async (exchange: Exchange): Promise<UserPrincipal> => {
    const { context } = exchange;
    const principal = await dialect
      .authenticate(context, credentialsOf(exchange))
      .catch((thrown: unknown) => {
        if (toDomainError(thrown).kind === 'unauthenticated') countStranger(limiter, exchange);
        throw thrown;
      });
    exchange.principal = principal;
    countHolder(limiter, exchange, principal);
    return principal;
  };

  const admit = async (exchange: Exchange, endpoint: AnyEndpoint): Promise<UserPrincipal> => {
    if (!isPublic(endpoint.access)) return identify(exchange);
    countStranger(limiter, exchange);
    return anonymous;
  };

  /**
   * Who asks when the body is there. A client may take its time over it, and a right that was taken away meanwhile must not
   * be used any more.
   */
  const readmit = async (
    exchange: Exchange,
    { access, request }: AnyEndpoint,
    principal: UserPrincipal,
  ): Promise<UserPrincipal> => {
    if (isPublic(access) || (request.body ?? request.bytes) === undefined) return principal;
    const credentials = { ...credentialsOf(exchange), isRepeated: true };
    const present = await dialect.authenticate(exchange.context, credentials);
    exchange.principal = present;
    requireAccess(access, present);
    return present;
  };

  /** Whoever asked, with the rights of now; throws once they have lost the right to. No query while nothing has changed. */
  const accessKept = (exchange: Exchange, access: Access): (() => Promise<UserPrincipal>) => {
    const credentials = { ...credentialsOf(exchange), isRepeated: true };
    return async () => {
      if (isPublic(access)) return anonymous;
      const present = await dialect.authenticate(exchange.context, credentials);
      requireAccess(access, present);
      return present;
    };
  };

  /** A body that is read as it comes is never there before the work begins, so it has to be allowed for as long as it comes. */
  const receive = (
    exchange: Exchange,
    { access, request: { stream } }: AnyEndpoint,
  ): Readable | undefined => {
    if (stream === undefined) return undefined;
    const presentOf = accessKept(exchange, access);
    const requireStill = async () => void (await presentOf());
    return guardStream((mayEnd) => streamBody(exchange.request, stream, { mayEnd }), requireStill);
  };

  /** A stream without an end is asked for once, and has to be allowed for as long as it lasts. */
  const subscribe = (exchange: Exchange, access: Access): Subscription => {
    const lastEventId = exchange.request.headers['last-event-id'];
    const presentOf = accessKept(exchange, access);
    return {
      lastEventId: typeof lastEventId === 'string' ? lastEventId : null,
      requireAccess: async () => {
        if (exchange.response.closed) throw new ClientGoneError('the client has left');
        return presentOf();
      },
    };
  };

  const renderFault = (exchange: Exchange, thrown: unknown): Reply =>
    dialect.renderFault(
      toDomainError(thrown),
      exchange.context.requestId,
      askedRequestOf(exchange),
    );

  const answer = async (
    matched: Matched,
    ctx: Context & { readonly principal: UserPrincipal },
    input: Input<RequestDefinition>,
  ): Promise<Reply> => {
    const { endpoint, exchange, idempotencyKey: key } = matched;
    if (manners === undefined || key === null) return work(matched, ctx, input);
    const { params, query, body } = input;
    const once = await withStoreFaults(() =>
      runOnce<Reply>(ctx, {
        keys: manners.tokenKeys,
        principal: ctx.principal,
        key,
        request: { operation: endpoint.operationId, params, query, body },
        work: (keyed) => work(matched, keyed, input),
        keep: (outcome) =>
          'result' in outcome
            ? keptAnswerOf(outcome.result, endpoint.answersSecret === true)
            : keptAnswerOf(renderFault(exchange, outcome.error), false),
      }),
    );
    return 'kept' in once ? replayOf(once.kept) : once.result;
  };

  return {
    call: (mounted) => {
      const { endpoint } = mounted;
      const types = mediaTypesOf(endpoint.responses);
      return async (exchange) => {
        exchange.endpoint = endpoint;
        const asking = await admit(exchange, endpoint);
        requireAccess(endpoint.access, asking);
        const { request, context } = exchange;
        if (manners !== undefined) requireAcceptable(request.headers.accept, types);
        const idempotencyKey =
          manners === undefined ? null : idempotencyKeyOf(endpoint, request.get('idempotency-key'));
        const input = await readInput(exchange, mounted, manners !== undefined);
        const principal = await readmit(exchange, endpoint, asking);
        const matched = { endpoint, exchange, idempotencyKey };
        const subscription = endpoint.request.subscription && subscribe(exchange, endpoint.access);
        const stream = receive(exchange, endpoint);
        return answer(matched, { ...context, principal }, { ...input, stream, subscription });
      };
    },

    refuseMethod: (mounted, left) => async (exchange) => {
      if (!mounted.every(({ endpoint }) => isPublic(endpoint.access))) await identify(exchange);
      const methods = mounted.map(({ endpoint }) => endpoint.method);
      const own = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
      const allowed = new Set<string>([...own, ...left]);
      if (manners !== undefined) allowed.add('OPTIONS');
      const allow = [...allowed].sort().join(', ');
      if (manners !== undefined && exchange.request.method === 'OPTIONS') {
        return { status: 204, headers: { Allow: allow } };
      }
      exchange.response.setHeader('Allow', allow);
      throw fault('method_not_allowed');
    },

    refusePath: async (exchange) => {
      await identify(exchange);
      throw fault('route_not_found');
    },
  };
};
