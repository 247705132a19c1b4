/** What every use case gets first. */
import type { Confirmations, Db } from '@moorgate/db';
import type { Clock, Logger } from '@moorgate/observability';
import type { Principal } from './principal.ts';

/** The surroundings of one use case: the store, the time, who asks and from where. */
export interface Context {
  readonly db: Db;
  /** Tells when a change that gateways must know is in force. */
  readonly confirmations: Confirmations;
  readonly clock: Clock;
  readonly log: Logger;
  readonly principal: Principal;
  /** The id that the answer's `X-Request-Id` shows; null outside of a request. */
  readonly requestId: string | null;
  /** The client's address, behind declared proxies the true one; null outside of a request. */
  readonly address: string | null;
  /** What the client calls itself, at most 256 characters; null or absent where it says nothing. */
  readonly userAgent?: string | null;
  /**
   * SHA-256 of the certificate that the client has proved to hold the key of, in base64url (RFC 8705, 3.1); null or absent
   * for a connection without one.
   */
  readonly peerCertificateThumbprint?: string | null;
}

/** The same surroundings on another handle: how a use case passes its transaction on. */
export const withDb = (ctx: Context, db: Db): Context => ({ ...ctx, db });
