/** What the supervisor and its workers say to each other over the channel between them. */
import type { RefusalCounts, RefusalLine } from '../refusal-log.ts';
import type { GatewayStatus } from '../start-gateway.ts';

/** Who a worker is to the other parts of the installation, and whom it takes the place of. */
export interface FollowerInstruction {
  readonly id: string;
  readonly replaces?: string;
}

/** What can be asked of a worker. */
export type WorkerQuestion = 'metrics';

/** From the supervisor. */
export type Order =
  /** Start serving. The secret, in base64, is common to all workers of a supervisor and is written nowhere. */
  | { readonly kind: 'begin'; readonly follower: FollowerInstruction; readonly secret: string }
  | { readonly kind: 'reload' }
  /** Serve on, and let each answer be the last of its connection. */
  | { readonly kind: 'drain' }
  | { readonly kind: 'close' }
  | { readonly kind: 'ask'; readonly id: number; readonly question: WorkerQuestion };

/** Where a worker serves, as all of them do. */
export interface ServingAddress {
  readonly url: string;
  /** The port of the listener for load balancers; null where none is configured. */
  readonly proxyPort: number | null;
}

/** From a worker. */
export type Report =
  /** Its event loop runs; the status is null until it serves. */
  | { readonly kind: 'alive'; readonly status: GatewayStatus | null }
  | { readonly kind: 'serving'; readonly at: ServingAddress; readonly status: GatewayStatus }
  /** It cannot start, for the reason in one sentence, and ends. */
  | { readonly kind: 'failed'; readonly reason: string; readonly code: string | null }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  /** The first refusal of this subject and code in a minute, as far as the worker knows. */
  | { readonly kind: 'refused'; readonly line: RefusalLine }
  /** What it refused and only counted, once a minute and when it closes. */
  | { readonly kind: 'refusals_counted'; readonly counts: RefusalCounts }
  /** It has closed in good order, and has nothing more to tell. */
  | { readonly kind: 'closed' };

/** How often a worker says that it is alive, beside each confirmation of its lease. */
export const heartbeatMs = 200;
