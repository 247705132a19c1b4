/** For tests: compares what endpoints answer with what they declare. */
import { accessFaults } from './access.ts';
import { faultsOf } from './common-faults.ts';
import type { AnyEndpoint } from './define-dialect.ts';
import { pointerStep } from './check-text.ts';
import type { ObservedReply } from './mount-express.ts';
import { compileReplySchema } from './validator.ts';

/** Collects the replies that their endpoints do not declare. */
export interface ReplyCheck {
  /** Give this to `createDialectRouter`. */
  onReply(observed: ObservedReply): void;
  /** One sentence for each reply that broke its declaration; empty it never is again. */
  readonly violations: readonly string[];
}

const bodyIssues = (endpoint: AnyEndpoint, { reply }: ObservedReply): readonly string[] => {
  const declared = endpoint.responses[reply.status];
  if (declared === undefined) return ['is not declared'];
  if (declared.schema === undefined) return reply.body === undefined ? [] : ['has a body'];
  if (reply.body === undefined) return ['has no body'];
  const onTheWire: unknown = JSON.parse(JSON.stringify(reply.body));
  return compileReplySchema(declared.schema)(onTheWire).map(
    ({ pointer, message }) => `${pointer === '' ? pointerStep('') : pointer} ${message}`,
  );
};

const replyIssues = (endpoint: AnyEndpoint, observed: ObservedReply): readonly string[] => {
  if (observed.error === null) return bodyIssues(endpoint, observed);
  const { code } = observed.error;
  const allowed = faultsOf(endpoint, accessFaults(endpoint.access));
  return allowed.has(code) ? [] : [`has the code ${code}, which is not declared`];
};

/**
 * A check for the `onReply` of a test's router. A success must have a declared status and a body that fits its schema, an
 * error one of the endpoint's codes. After each test: `expect(check.violations).toEqual([])`.
 */
export const createReplyCheck = (): ReplyCheck => {
  const violations: string[] = [];
  return {
    violations,
    onReply: (observed) => {
      const { endpoint, reply } = observed;
      if (endpoint === null) return;
      for (const issue of replyIssues(endpoint, observed)) {
        violations.push(`${endpoint.operationId} answered ${String(reply.status)}: ${issue}`);
      }
    },
  };
};
