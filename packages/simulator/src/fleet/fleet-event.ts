/** What happens to simulated devices. Times (`at`) are those of `monotonicMs`. */
import type { Misbehaviour } from './misbehaviours/names.ts';

/** What happens on one connection. */
export type LinkEvent =
  /** The handshake is complete on this side; where TLS is misused on purpose, the connection is. */
  | { readonly kind: 'connected'; readonly at: number; readonly elapsedMs: number }
  /** There never was a connection; the reason is a code of the system or of TLS. */
  | { readonly kind: 'failed'; readonly at: number; readonly reason: string }
  | { readonly kind: 'sent'; readonly at: number; readonly path: string }
  /**
   * The head of an answer has come in; where the answer tells an error, its body too. `code` is that of a problem object
   * (RFC 9457), `elapsedMs` the time since the request, null for an answer that nobody asked for.
   */
  | {
      readonly kind: 'answered';
      readonly at: number;
      readonly status: number;
      readonly code: string | null;
      readonly elapsedMs: number | null;
    }
  /** The body has come in to its end. */
  | { readonly kind: 'received'; readonly at: number; readonly bytes: number }
  /** A connection is gone. `reason` is null after an end in good order, `unanswered` counts its open requests. */
  | {
      readonly kind: 'closed';
      readonly at: number;
      readonly by: 'device' | 'gateway';
      readonly unanswered: number;
      readonly reason: string | null;
    };

/** What a device does. */
export type Role = 'well-behaved' | Misbehaviour;

/** The same, with the connection and the device that it happened to. */
export type FleetEvent = LinkEvent & {
  readonly uuid: string;
  /** The place of the device in its fleet. */
  readonly index: number;
  /** The number of the connection in its fleet, from 1 on. */
  readonly link: number;
  /** What the device did when it opened the connection. */
  readonly role: Role;
};
