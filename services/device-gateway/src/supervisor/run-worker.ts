/** A worker: one gateway, started, watched and ended by the supervisor that forked this process. */
import { formatListenAddress } from '@moorgate/config';
import { watchProcess } from '@moorgate/observability';
import type { DeviceGatewayConfig } from '../config.ts';
import type { GatewaySurroundings } from '../foundation.ts';
import { type DeviceGateway, startGateway } from '../start-gateway.ts';
import { heartbeatMs, type Order, type WorkerQuestion } from './messages.ts';
import { reportRefusals, type Tell } from './report-refusals.ts';

/** What a worker may be given beside its configuration: tests add routes. */
export type WorkerSurroundings = Pick<GatewaySurroundings, 'endpoints'>;

/** Signals that a terminal or a service manager sends to every process at once: what they mean is for the supervisor. */
const ignoredSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Tells the supervisor; what is not taken is dropped, since a channel that breaks ends this process. */
const tell: Tell = (report, told = () => undefined) => {
  process.send?.(report, undefined, undefined, told);
};

/** Tells that the event loop runs, unless the supervisor has not even taken the last sign of it. */
const createHeartbeat = (read: () => DeviceGateway | null): (() => void) => {
  let isUnderWay = false;
  return () => {
    if (isUnderWay) return;
    isUnderWay = true;
    const status = read()?.status() ?? null;
    tell({ kind: 'alive', status }, () => {
      isUnderWay = false;
    });
  };
};

const answer = (gateway: DeviceGateway | null, question: WorkerQuestion): unknown => {
  if (gateway === null) return null;
  switch (question) {
    case 'metrics':
      return gateway.metrics.snapshot();
  }
};

/** What `listen` rejects with. */
interface ListenError extends NodeJS.ErrnoException {
  readonly address?: string;
  readonly port?: number;
}

const reasonOf = (error: Error): string => {
  const { code, address: host, port } = error as ListenError;
  if (code !== 'EADDRINUSE' || host === undefined || port === undefined) return error.message;
  return `${formatListenAddress({ host, port })} is in use by another process`;
};

const fail = (error: unknown): void => {
  const reason = error instanceof Error ? reasonOf(error) : String(error);
  const code = (error as NodeJS.ErrnoException | null)?.code ?? null;
  tell({ kind: 'failed', reason, code }, () => process.exit(1));
};

/**
 * Waits for the order to begin, then serves until it is told to close. When the supervisor ends, in whatever way, the
 * channel to it closes and this process ends too.
 */
export const runWorker = (config: DeviceGatewayConfig, surroundings: WorkerSurroundings): void => {
  for (const signal of ignoredSignals) process.on(signal, () => undefined);
  let gateway: DeviceGateway | null = null;
  const beat = createHeartbeat(() => gateway);
  setInterval(beat, heartbeatMs);

  const begin = async ({ follower, secret }: Order & { kind: 'begin' }): Promise<void> => {
    const ticketSecret = Buffer.from(secret, 'base64');
    gateway = await startGateway(config, {
      ...surroundings,
      follower,
      ticketSecret,
      refusals: reportRefusals(tell),
      onLease: beat,
    });
    if (config.metricsAddress !== undefined) watchProcess(gateway.metrics);
    const { url, proxyPort } = gateway;
    tell({ kind: 'serving', at: { url, proxyPort }, status: gateway.status() });
  };
  const close = async (): Promise<void> => {
    await gateway?.close();
    // When this has been written, so has all that was told before.
    tell({ kind: 'closed' }, () => process.exit());
  };

  process.on('message', (order: Order) => {
    switch (order.kind) {
      case 'begin':
        begin(order).catch(fail);
        break;
      case 'reload':
        gateway?.reloadCertificate();
        break;
      case 'drain':
        gateway?.beginDrain();
        break;
      case 'close':
        void close();
        break;
      case 'ask':
        void Promise.resolve(answer(gateway, order.question))
          .catch(() => null)
          .then((found) => tell({ kind: 'answer', id: order.id, answer: found }));
        break;
    }
  });
  beat();
};
