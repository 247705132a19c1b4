/** What a call to a Docker engine is made of, and its answer. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import type { DockerHost } from '../docker-host.ts';

/** A request of the Docker API. */
export interface DockerCall {
  readonly host: DockerHost;
  readonly method: string;
  /** As it goes over the wire, without the slash at its beginning, with its query: `containers/x?force=true`. */
  readonly target: string;
  readonly contentType?: string;
  /** Further headers; beacons of others forward none of them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream is read as fast as it is taken, and never destroyed. */
  readonly body?: Uint8Array | Readable;
  /** What is to be spoken on a raw connection, where one is asked for; `tcp` unless said. */
  readonly protocol?: string;
  /** Longest time without a byte, in milliseconds; 60 seconds unless said. A reader who takes nothing counts as silence, too. */
  readonly idleTimeoutMs?: number;
  /** Ends the call, and what it streams, with its reason where that is a `DomainError`. */
  readonly signal?: AbortSignal;
}

/** The answer of an engine, or of its beacon, whatever its status. */
export interface DockerAnswer {
  readonly status: number;
  /** The words beside the status. */
  readonly reason: string;
  readonly headers: IncomingHttpHeaders;
  /** Has to be read to its end or destroyed: until then the call counts. Fails with a `DomainError`. */
  readonly body: Readable;
}

/** What became of a call that asked for a connection of raw bytes. */
export type DockerUpgrade =
  | { readonly kind: 'answered'; readonly answer: DockerAnswer }
  | {
      readonly kind: 'upgraded';
      readonly head: Omit<DockerAnswer, 'body'>;
      /** Has to be destroyed, or ended from both sides; the end of one direction does not end the other. */
      readonly socket: Duplex;
    };

/**
 * Sends a call, and answers as soon as the head of its answer is there. Throws `docker_call_failed` with a reason that tells
 * neither addresses nor answers, `docker_host_not_found` for a beacon that is gone, `beacon_address_forbidden`,
 * `invalid_request` for a target that is none, and `service_unavailable` while too many calls are under way.
 */
export type CallDocker = (call: DockerCall) => Promise<DockerAnswer>;

/** Talks to Docker engines through their beacons. */
export interface DockerCaller {
  readonly call: CallDocker;
  /** The same for a call that asks to go on with raw bytes (attach, exec), in the way of Docker: `Upgrade: tcp`, unless the call says another protocol. */
  upgrade(call: DockerCall): Promise<DockerUpgrade>;
  /** How many are under way, their answers included. */
  count(): number;
}
