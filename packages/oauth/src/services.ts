/** What the flows of OAuth stand on. */
import type { TokenChecks } from '@moorgate/auth';
import type { DeviceFlowServices } from './device-flow/device-flow-services.ts';
import type { PollPacer } from './device-flow/pace-polls.ts';

/** Counts wrong secrets of clients. */
export interface ClientAttempts {
  /** Runs the check, unless there were too many wrong ones; throws `rate_limited` then, with the seconds to wait. */
  attempt<T>(
    attempt: { readonly clientId: string; readonly address: string | null },
    check: () => Promise<T>,
  ): Promise<T>;
}

export interface OAuthServices extends DeviceFlowServices {
  readonly tokenChecks: TokenChecks;
  readonly clientAttempts: ClientAttempts;
  /** The identifier of this server (RFC 8414, 2): the origin under which clients reach it. */
  readonly issuer: string;
  /** The origin of the listener that asks for certificates (RFC 8705, 5); null where there is none. */
  readonly mtlsIssuer: string | null;
  /** Keeps devices that ask too often from the store. */
  readonly polls: PollPacer;
}
