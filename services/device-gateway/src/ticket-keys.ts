/** Keys of session tickets: the same in every worker that trusts the same CAs, and of no use to any other. */
import { hkdfSync, randomBytes } from 'node:crypto';
import type { Server } from 'node:https';
import type { Clock } from '@moorgate/observability';

/** What the keys are made of. */
export interface TicketKeySource {
  /** Drawn at random when the gateway starts, common to its workers. */
  readonly secret: Buffer;
  readonly clock: Clock;
  /** The trusted CAs: what identifies the present set, and who is told of the next. */
  readonly trust: { fingerprint(): string; onChange(listener: () => void): void };
}

/** The keys of one process. */
export interface TicketKeys {
  /** 48 bytes, as `setTicketKeys` of `node:tls` takes them. */
  current(): Buffer;
  /** Calls the listener, now and at every change, with the keys that are to be used from then on. */
  follow(use: (keys: Buffer) => void): void;
  stop(): void;
}

const hourMs = 3_600_000;
const keyBytes = 48;

/** A secret for a gateway that shares it with nobody. */
export const drawTicketSecret = (): Buffer => randomBytes(32);

/**
 * Derives the keys (RFC 5869) from the secret, the hour, and the set of trusted CAs. So they change every hour and with
 * every change of the CAs: a ticket is worthless to a worker as soon as that worker knows of the change.
 */
export const createTicketKeys = ({ secret, clock, trust }: TicketKeySource): TicketKeys => {
  const users: ((keys: Buffer) => void)[] = [];
  let timer: NodeJS.Timeout | undefined;

  const current = (): Buffer => {
    const hour = Math.floor(clock.now().getTime() / hourMs);
    const info = `moorgate session tickets ${hour} ${trust.fingerprint()}`;
    return Buffer.from(hkdfSync('sha256', secret, '', info, keyBytes));
  };
  const renew = (): void => {
    const keys = current();
    for (const use of users) use(keys);
  };
  const waitForNextHour = (): void => {
    const untilNextMs = hourMs - (clock.now().getTime() % hourMs);
    timer = setTimeout(() => {
      renew();
      waitForNextHour();
    }, untilNextMs).unref();
  };
  trust.onChange(renew);
  waitForNextHour();

  return {
    current,
    follow: (use) => {
      users.push(use);
      use(current());
    },
    stop: () => {
      users.length = 0;
      clearTimeout(timer);
    },
  };
};

/**
 * Uses the keys on a server, from now on. A process that joins others on their socket is handed the keys that the first of
 * them began with, old as they are, at the moment at which it begins to listen; so ours are set again right then.
 */
export const useTicketKeys = (server: Server, keys: TicketKeys): void => {
  keys.follow((present) => server.setTicketKeys(present));
  server.on('listening', () => server.setTicketKeys(keys.current()));
};
