/** For tests: compares what endpoints answer with what they declare. */
import type { ErrorCode } from '@moorgate/errors';
import { accessFaults } from './access.ts';
import { faultsOf } from './common-faults.ts';
import type { AnyEndpoint } from './define-dialect.ts';
import { mannersFaults } from './describe-manners.ts';
import type { ObservedReply } from './mount-express.ts';
import { createReplyValidator, type ReplyValidator } from './validator.ts';

/** Collects the replies that their endpoints do not declare. */
export interface ReplyCheck {
  /** Give this to `createDialectRouter`. */
  onReply(observed: ObservedReply): void;
  /** One sentence for each way in which a reply broke its declaration, since the start. */
  readonly violations: readonly string[];
}

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
  if (declared.schema === undefined) return reply.body === undefined ? [] : ['has a body'];
  if (reply.body === undefined) return ['has no body'];
  const onTheWire: unknown = JSON.parse(JSON.stringify(reply.body));
  return validate(declared.schema, onTheWire).map(
    ({ pointer, message }) => `${pointer} ${message}`,
  );
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
