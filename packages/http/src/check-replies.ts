/** For tests: compares what endpoints answer with what they declare. */
import type { ErrorCode } from '@moorgate/errors';
import { accessFaults } from './access.ts';
import { faultsOf } from './common-faults.ts';
import type { TSchema } from 'typebox';
import type { AnyEndpoint } from './define-dialect.ts';
import type { Reply, ResponseDefinition } from './define-endpoint.ts';
import { mannersFaults } from './describe-manners.ts';
import { contentOf } from './media-types.ts';
import type { ObservedReply } from './mount-express.ts';
import { createReplyValidator, type ReplyValidator } from './validator.ts';

/** Collects the replies that their endpoints do not declare. */
export interface ReplyCheck {
  /** Give this to `createDialectRouter`. */
  onReply(observed: ObservedReply): void;
  /** One sentence for each way in which a reply broke its declaration, since the start. */
  readonly violations: readonly string[];
}

/** The media type of a reply, without parameters. */
const typeOf = ({ body, headers = {} }: Reply): string => {
  const named = Object.entries(headers).find(([name]) => /^content-type$/i.test(name));
  const usual = typeof body === 'string' ? 'text/plain' : 'application/json';
  return (named === undefined ? usual : String(named[1])).split(';')[0]!.trim().toLowerCase();
};

/** What was declared for the reply's media type; undefined for one that was not declared. */
const schemaOf = (declared: ResponseDefinition, reply: Reply): TSchema | null | undefined => {
  const content = contentOf(declared);
  return declared.content === undefined ? Object.values(content)[0] : content[typeOf(reply)];
};

/** The value that a client reads; a dialect may write its JSON itself. */
const onTheWire = (reply: Reply): unknown => {
  const isWritten = typeof reply.body === 'string' && typeOf(reply).endsWith('json');
  return JSON.parse(isWritten ? String(reply.body) : JSON.stringify(reply.body)) as unknown;
};

const bodyIssues = (
  validate: ReplyValidator,
  endpoint: AnyEndpoint,
  { reply }: ObservedReply,
): readonly string[] => {
  const declared = endpoint.responses[reply.status];
  if (declared === undefined) return ['is not declared'];
  if ((declared.streams === undefined) !== (reply.stream === undefined)) {
    return [declared.streams === undefined ? 'is a stream' : 'is no stream'];
  }
  return contentIssues(validate, declared, reply);
};

const contentIssues = (
  validate: ReplyValidator,
  declared: ResponseDefinition,
  reply: Reply,
): readonly string[] => {
  if (Object.keys(contentOf(declared)).length === 0 || reply.stream !== undefined)
    return reply.body === undefined ? [] : ['has a body'];
  if (reply.body === undefined) return ['has no body'];
  const schema = schemaOf(declared, reply);
  if (schema === undefined) return ['has a media type that is not declared'];
  if (schema === null) return typeof reply.body === 'string' ? [] : ['is no text'];
  return validate(schema, onTheWire(reply)).map(({ pointer, message }) => `${pointer} ${message}`);
};

const faultIssues = (endpoint: AnyEndpoint, code: ErrorCode): readonly string[] => {
  const allowed = faultsOf(endpoint, [
    ...accessFaults(endpoint.access),
    ...mannersFaults(endpoint),
  ]);
  return allowed.has(code) ? [] : [`has the code ${code}, which is not declared`];
};

/**
 * A check for the `onReply` of a test's router. A success must have a declared status and a body that fits its schema, an
 * error one of the endpoint's codes. After each test: `expect(check.violations).toEqual([])`.
 */
export const createReplyCheck = (): ReplyCheck => {
  const violations: string[] = [];
  const validate = createReplyValidator();
  return {
    violations,
    onReply: (observed) => {
      const { endpoint, reply, error } = observed;
      // What is replayed was compared when it was answered first.
      if (endpoint === null || reply.headers?.['Idempotency-Replayed'] !== undefined) return;
      if (reply.status === 304 && endpoint.versioned === true) return;
      const issues =
        error === null
          ? bodyIssues(validate, endpoint, observed)
          : faultIssues(endpoint, error.code);
      for (const issue of issues) {
        violations.push(`${endpoint.operationId} answered ${String(reply.status)}: ${issue}`);
      }
    },
  };
};
