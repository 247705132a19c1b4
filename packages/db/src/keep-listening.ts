/** One connection that listens to a channel, made anew whenever it is lost. */
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
  stop(): Promise<void>;
}

const firstDelayMs = 100;
const delayMsMax = 5_000;

/** Listens until stopped; after a loss it waits 100 ms, and twice as long after each failure, at most 5 s. */
export const keepListening = (options: ListenOptions): Listener => {
  let client: pg.Client | null = null;
  let isListening = false;
  let isStopped = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  const again = (lost: pg.Client): void => {
    if (client !== lost) return;
    client = null;
    isListening = false;
    lost.end().catch(() => undefined);
    if (isStopped) return;
    timer = setTimeout(connect, Math.min(delayMsMax, firstDelayMs * 2 ** failures));
    failures = Math.min(failures + 1, 10);
    options.onNotification();
  };
  const connect = (): void => {
    const next = new pg.Client({
      connectionString: options.url,
      application_name: options.applicationName,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    client = next;
    next.on('error', (error) => {
      options.onTrouble(error);
      again(next);
    });
    next.on('end', () => again(next));
    next.on('notification', () => options.onNotification());
    next
      .connect()
      .then(() => next.query(`listen ${pg.escapeIdentifier(options.channel)}`))
      .then(() => {
        isListening = client === next;
        failures = 0;
        options.onNotification();
      })
      .catch((error: unknown) => {
        options.onTrouble(error);
        again(next);
      });
  };
  connect();

  return {
    isListening: () => isListening,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      const open = client;
      client = null;
      isListening = false;
      await open?.end().catch(() => undefined);
    },
  };
};
