/** The private port of the admin API, for those who watch it. */
import type { Context } from '@moorgate/auth';
import { parseListenAddress } from '@moorgate/config';
import { checkConnection } from '@moorgate/db';
import { openPrivateListener } from '@moorgate/http';
import { watchProcess } from '@moorgate/observability';
import { type AdminMetrics, addPoolGauge } from './metrics.ts';
import type { Store } from './open-store.ts';
import { watchBuilds } from './factory/watch-builds.ts';
import { watchStore } from './watch-store.ts';

/** What the port tells of. */
export interface PrivatePortServices {
  /** Where it listens; `undefined` for nowhere. */
  readonly address: string | undefined;
  readonly metrics: AdminMetrics;
  readonly store: Store;
  readonly services: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>;
}

/** A port that answers, or none. */
export interface PrivatePort {
  /** Null where none is configured. */
  readonly url: string | null;
  close(): Promise<void>;
}

const noPort: PrivatePort = { url: null, close: () => Promise.resolve() };

/** Opens the port; its metrics include a look at the store. Rejects when the address cannot be used. */
export const openPrivatePort = async (options: PrivatePortServices): Promise<PrivatePort> => {
  const { address, store, services } = options;
  if (address === undefined) return noPort;
  const { metrics } = options.metrics;
  const principal = { kind: 'system', name: 'metrics' } as const;
  const look = watchStore(metrics, { ...services, principal, requestId: null, address: null });
  const lookAtBuilds = watchBuilds(metrics, services);
  addPoolGauge(metrics, store.pool);
  const listener = await openPrivateListener({
    address: parseListenAddress(address),
    log: services.log,
    metrics: async () => {
      await Promise.all([look(), lookAtBuilds()]);
      return metrics.text();
    },
    unreadiness: () =>
      checkConnection(services.db).then(
        () => null,
        () => 'PostgreSQL does not answer.',
      ),
  });
  const stopWatching = watchProcess(metrics);
  return {
    url: listener.url,
    close: async () => {
      stopWatching();
      await listener.close();
    },
  };
};
