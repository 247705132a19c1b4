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
import type { BeaconSettings, ListenerSettings } from './settings.ts';

/** A beacon that runs. */
export interface Beacon {
  /** Where it listens. */
  readonly url: string;
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

/**
 * Starts a beacon. Rejects with one sentence for an address that it may not listen on in clear, for one that cannot be used,
 * and for a key and a certificate that cannot.
 */
export const startBeacon = (settings: BeaconSettings, log: Logger): Promise<Beacon> => {
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
  return openListener(settings.listener, answers, log);
};
