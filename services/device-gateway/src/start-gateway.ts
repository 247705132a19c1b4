/** Starts the device gateway from its configuration. */
import { type KeyPair, watchKeyPair } from '@moorgate/http';
import type { Metrics } from '@moorgate/observability';
import { assemble } from './assemble.ts';
import type { DeviceGatewayConfig } from './config.ts';
import { type GatewaySurroundings, layFoundation } from './foundation.ts';
import { openListeners } from './listeners.ts';
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
  /** The port of the listener for load balancers; null where none is configured. */
  readonly proxyPort: number | null;
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
  const { log, db, metrics, lease, connections, refusals, refusedConnections } = foundation;
  const opened: (() => Promise<void> | void)[] = [
    () => db.destroy(),
    refusedConnections.close,
    refusals.close,
  ];
  const close = async (): Promise<void> => {
    for (const undo of opened.splice(0).reverse()) await undo();
  };
  try {
    const parts = await assemble(foundation);
    const { entrance, follower, whenCurrent, checkIns, recorder, ticketKeys } = parts;
    opened.push(parts.endpointServices.est.signer.close, parts.endpointServices.events.close);
    opened.push(parts.content.close, parts.endpointServices.tunnels.close);
    opened.push(ticketKeys.stop, recorder.close, checkIns.close, follower.stop, entrance.stop);
    await whenCurrent;
    const listeners = await openListeners({ config, ...entrance });
    opened.push(() => listeners.close(closeTimeoutMs));
    // Before the listeners: a tunnel is a request that would never end.
    opened.push(parts.endpointServices.tunnels.close);
    const { url, port, proxyPort } = listeners;
    parts.endpointServices.registry.notePort(port);
    const apply = (pair: KeyPair): void => {
      entrance.tls.server.setSecureContext(
        secureContextOptions(config, pair, ticketKeys.current()),
      );
      metrics.noteServerCertificate(pair.cert);
      parts.endpointServices.registry.noteCertificate(pair.cert);
    };
    const certificate = watchKeyPair(config, apply, log);
    opened.push(certificate.stop);
    log.info({ url, proxyPort }, 'device gateway listens');
    return {
      url,
      port,
      proxyPort,
      metrics: metrics.metrics,
      reloadCertificate: certificate.reload,
      status: () => ({
        isLeaseHeld: lease.isHeld(),
        openConnections: connections.count(),
      }),
      beginDrain: entrance.beginDrain,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};
