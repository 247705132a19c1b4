/** A beacon: answers for the engines that it reaches. */
import { formatListenAddress, isLoopback } from '@moorgate/config';
import { listen, readKeyPair, tlsPolicy, watchKeyPair } from '@moorgate/http';
import type { Server as TlsServer } from 'node:https';
import type { Logger } from '@moorgate/observability';
import { createEngineReach } from './engines/reach-engine.ts';
import { watchEngines } from './engines/watch-engines.ts';
import { type Answers, createAnswers } from './server/answer-requests.ts';
import { createCallSlots } from './server/call-slots.ts';
import { openServer } from './server/open-server.ts';
import type { BeaconSettings, GatewaySettings, ListenerSettings } from './settings.ts';
import { createGatewayDial } from './tunnel/dial-gateway.ts';
import { keepTunnel } from './tunnel/keep-tunnel.ts';

/** A beacon that runs. */
export interface Beacon {
  /** Where it listens; null where it does not. */
  readonly url: string | null;
  /** Takes no new call, lets those that are under way end within some seconds, and closes the rest. */
  stop(): Promise<void>;
}

const graceMs = 3_000;

const requireSafe = ({ address, tls, insecureHttp }: ListenerSettings): void => {
  if (tls !== null || insecureHttp || isLoopback(address)) return;
  throw new Error(
    `a beacon does not listen in clear on ${formatListenAddress(address)}: give it a certificate and its key, or say that it may (--insecure-http), behind a proxy that speaks HTTPS`,
  );
};

const openListener = async (
  settings: ListenerSettings,
  answers: Answers,
  log: Logger,
): Promise<Beacon> => {
  requireSafe(settings);
  const { address, tls, connectionsMax } = settings;
  const { server, close } = openServer(answers, tls === null ? null : readKeyPair(tls));
  server.maxConnections = connectionsMax;
  const { url } = await listen(server, address);
  const watch =
    tls === null
      ? null
      : watchKeyPair(
          tls,
          (pair) => (server as TlsServer).setSecureContext({ ...pair, ...tlsPolicy }),
          log,
        );
  return {
    url,
    stop: async () => {
      watch?.stop();
      await close(graceMs);
    },
  };
};

/** Serves what comes through the gateway. */
const openTunnel = (
  { files, refusedRetrySeconds, streamsMax }: GatewaySettings,
  answers: Answers,
  log: Logger,
): Beacon => {
  // It listens nowhere: its connections are those that the gateway asked for.
  const { server, close } = openServer(answers, null);
  const tunnel = keepTunnel({
    dial: createGatewayDial(files),
    serve: (connection) => void server.emit('connection', connection),
    streamsMax,
    refusedRetryMs: refusedRetrySeconds * 1_000,
    log,
  });
  return {
    url: null,
    stop: async () => {
      await tunnel.stop();
      await close(graceMs);
    },
  };
};

/**
 * Starts a beacon that listens, keeps a tunnel to a gateway, or both. Rejects with one sentence for an address that it may not
 * listen on in clear, for one that cannot be used, and for a key and a certificate that cannot; a gateway that is away keeps
 * nobody from starting.
 */
export const startBeacon = async (settings: BeaconSettings, log: Logger): Promise<Beacon> => {
  const { listener, gateway } = settings;
  const reach = createEngineReach(settings.engineCertificatesDir);
  const answers = createAnswers({
    token: settings.token,
    driver: settings.driver,
    engines: settings.engines,
    reach,
    watched: watchEngines(reach, settings.engines),
    slots: createCallSlots(settings.callsPerEngine),
    log,
  });
  const listening = listener === null ? null : await openListener(listener, answers, log);
  const tunnel = gateway === null ? null : openTunnel(gateway, answers, log);
  return {
    url: listening?.url ?? null,
    stop: async () => {
      await Promise.all([listening?.stop(), tunnel?.stop()]);
    },
  };
};
