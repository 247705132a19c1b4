/** One connection that listens to a channel, made anew whenever it is lost. */
import { Socket } from 'node:net';
import pg from 'pg';

/** What to listen to. */
export interface ListenOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly channel: string;
  /** Called at each notification, and once when listening begins, since what came before was missed. */
  onNotification(): void;
  onTrouble(error: unknown): void;
}

/** A listener at work. */
export interface Listener {
  isListening(): boolean;
  stop(): void;
}

const firstDelayMs = 100;
const delayMsMax = 5_000;

/** Listens until stopped; after a loss it waits 100 ms, and twice as long after each failure, at most 5 s. */
export const keepListening = (options: ListenOptions): Listener => {
  let client: pg.Client | null = null;
  // Ours, because the driver waits for the server when it ends a connection, and the server may be what is missing.
  let socket = new Socket();
  let isListening = false;
  let isStopped = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  /** What breaks because it is being stopped is nothing to tell. */
  const onTrouble = (error: unknown): void => {
    if (!isStopped) options.onTrouble(error);
  };
  const again = (lost: pg.Client): void => {
    if (client !== lost) return;
    client = null;
    isListening = false;
    socket.destroy();
    if (isStopped) return;
    timer = setTimeout(connect, Math.min(delayMsMax, firstDelayMs * 2 ** failures));
    failures = Math.min(failures + 1, 10);
    options.onNotification();
  };
  const connect = (): void => {
    socket = new Socket();
    const next = new pg.Client({
      stream: () => socket,
      connectionString: options.url,
      application_name: options.applicationName,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    client = next;
    next.on('error', (error) => {
      onTrouble(error);
      again(next);
    });
    next.on('end', () => again(next));
    next.on('notification', () => options.onNotification());
    next
      .connect()
      .then(() => next.query(`listen ${pg.escapeIdentifier(options.channel)}`))
      .then(() => {
        if (client !== next) return;
        isListening = true;
        failures = 0;
        options.onNotification();
      })
      .catch((error: unknown) => {
        onTrouble(error);
        again(next);
      });
  };
  connect();

  return {
    isListening: () => isListening,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      client = null;
      isListening = false;
      socket.destroy();
    },
  };
};
