/** Asks the store, for the metrics, whether it answers, and which gateways follow the changes that are made here. */
import { setTimeout as after } from 'node:timers/promises';
import type { Context } from '@moorgate/auth';
import { type Gateway, type GatewayState, listGateways } from '@moorgate/devices';
import { type Metrics, oneReading } from '@moorgate/observability';

const lookMsMax = 1_000;

const states: readonly GatewayState[] = ['current', 'lapsed', 'lost'];

/**
 * Adds what a look at the store finds, and returns what looks: it resolves within a second, whatever the store does, and
 * never rejects. Before the first look nothing is known, and nothing is shown.
 */
export const watchStore = (metrics: Metrics, ctx: Context): (() => Promise<void>) => {
  let isUp: boolean | null = null;
  let gateways: readonly Gateway[] | null = null;
  metrics.gauge(
    {
      name: 'moorgate_admin_database_up',
      help: '1 when PostgreSQL answered within a second, else 0.',
      labelNames: [],
    },
    () => (isUp === null ? [] : oneReading(isUp ? 1 : 0)),
  );
  metrics.gauge(
    {
      name: 'moorgate_admin_gateways',
      help: 'Gateways that followed the feed of changes within the last hour, by the state of their best worker.',
      labelNames: ['state'],
    },
    () =>
      (gateways === null ? [] : states).map((state) => ({
        labels: { state },
        value: gateways?.filter((one) => one.state === state).length ?? 0,
      })),
  );
  return async () => {
    const timeout = new AbortController();
    const late = after(lookMsMax, null, { signal: timeout.signal }).catch(() => null);
    gateways = await Promise.race([listGateways(ctx).catch(() => null), late]);
    isUp = gateways !== null;
    timeout.abort();
  };
};
