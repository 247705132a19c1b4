/** An endpoint on bare Node, with all that can be made before the first request comes. */
import type { Context } from '@moorgate/auth';
import type { Endpoint, RequestDefinition } from './define-endpoint.ts';
import { defaultBodyLimitBytes } from './read-body.ts';
import { createValidator, type RequestCheck } from './validator.ts';

/** The context of a request: its id is always there. */
export interface NodeContext extends Context {
  readonly requestId: string;
}

/** An endpoint with its server's form of access and context. */
export type NodeEndpoint<A, X extends NodeContext> = Endpoint<RequestDefinition, A, X>;

/** An endpoint and the check of its requests; null where there is nothing to check. */
export interface Mounted<A, X extends NodeContext> {
  readonly operationId: string;
  readonly method: Endpoint['method'];
  readonly path: string;
  readonly endpoint: NodeEndpoint<A, X>;
  readonly check: RequestCheck | null;
  readonly limitBytes: number;
}

/** Prepares endpoints. Throws for definitions that contradict themselves, and for what bare Node does not serve. */
export const prepareEndpoints = <A, X extends NodeContext>(
  endpoints: readonly NodeEndpoint<A, X>[],
): Mounted<A, X>[] => {
  const validator = createValidator();
  const endless = endpoints.find(({ request }) => request.subscription === true);
  if (endless !== undefined)
    throw new Error(`${endless.operationId}: subscriptions are for dialects of operators`);
  const formatted = endpoints.find(({ bodyFormats }) => bodyFormats !== undefined);
  if (formatted !== undefined)
    throw new Error(
      `${formatted.operationId}: other bodies than JSON are for dialects of operators`,
    );
  return endpoints.map((endpoint) => ({
    operationId: endpoint.operationId,
    method: endpoint.method,
    path: endpoint.path,
    endpoint,
    check: Object.keys(endpoint.request).length === 0 ? null : validator.compile(endpoint),
    limitBytes: endpoint.bodyLimitBytes ?? defaultBodyLimitBytes,
  }));
};
