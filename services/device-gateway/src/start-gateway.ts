/** Starts the device gateway from its configuration. */
import { parseListenAddress } from '@moorgate/config';
import { closeServer, type KeyPair, listen, watchKeyPair } from '@moorgate/http';
import type { Metrics } from '@moorgate/observability';
import { assemble } from './assemble.ts';
import type { DeviceGatewayConfig } from './config.ts';
import { type GatewaySurroundings, layFoundation } from './foundation.ts';
import { secureContextOptions } from './tls-server.ts';

/** How a gateway is. */
export interface GatewayStatus {
  /** True while it may serve from memory. */
  readonly isLeaseHeld: boolean;
  readonly openConnections: number;
}

/** A running gateway. */
export interface DeviceGateway {
  readonly url: string;
  readonly port: number;
  readonly metrics: Metrics;
  /** Reads the key and the certificate again; what cannot be used is logged and the present pair stays. */
  reloadCertificate(): void;
  /** How it is at this moment. */
  status(): GatewayStatus;
  /** From now on each answer is the last of its connection, so that clients come back to another gateway. */
  beginDrain(): void;
  /** Lets requests end, for some seconds at most, writes what waits, and closes every connection. */
  close(): Promise<void>;
}

const closeTimeoutMs = 5_000;

/**
 * Starts it; resolves when it answers. Rejects, with nothing left open, when the store cannot be read, the key and the
 * certificate cannot be used, or the address is taken.
 */
export const startGateway = async (
  config: DeviceGatewayConfig,
  surroundings: GatewaySurroundings = {},
): Promise<DeviceGateway> => {
  const foundation = layFoundation(config, surroundings);
  const { log, db, metrics, lease, connections, refusals } = foundation;
  const opened: (() => Promise<void> | void)[] = [() => db.destroy(), refusals.close];
  const close = async (): Promise<void> => {
    for (const undo of opened.splice(0).reverse()) await undo();
  };
  try {
    const parts = await assemble(foundation);
    const { server, follower, whenCurrent, checkIns, recorder, ticketKeys, beginDrain } = parts;
    opened.push(ticketKeys.stop, recorder.close, checkIns.close, follower.stop);
    await whenCurrent;
    const { url, port } = await listen(server, parseListenAddress(config.address));
    opened.push(() => closeServer(server, closeTimeoutMs));
    const apply = (pair: KeyPair): void => {
      server.setSecureContext(secureContextOptions(config, pair, ticketKeys.current()));
      metrics.noteServerCertificate(pair.cert);
    };
    const certificate = watchKeyPair(config, apply, log);
    opened.push(certificate.stop);
    log.info({ url }, 'device gateway listens');
    return {
      url,
      port,
      metrics: metrics.metrics,
      reloadCertificate: certificate.reload,
      status: () => ({
        isLeaseHeld: lease.isHeld(),
        openConnections: connections.count(),
      }),
      beginDrain,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};
