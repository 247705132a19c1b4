/** Where connections come in: counted, judged under the load of the moment, and handed to the endpoints. */
import { mountNode, readKeyPair } from '@moorgate/http';
import { type AcceptedSockets, createAcceptedSockets } from './accepted-sockets.ts';
import { requireAccess } from './dialects/gateway/context.ts';
import { gatewayEndpoints } from './dialects/gateway/index.ts';
import type { Foundation } from './foundation.ts';
import { createGate } from './gate.ts';
import { addWaitingGauges } from './gauges.ts';
import { cutLapsedAnswers } from './lapsed-answers.ts';
import type { ListenerServices } from './listeners.ts';
import { type LoadWatch, watchLoad } from './load-watch.ts';
import type { GatewayMetrics } from './metrics.ts';
import type { Reviewer, ReviewServices } from './reviewer.ts';
import { type HandshakePace, type PaceOptions, paceHandshakes } from './pace-handshakes.ts';
import { cutStalledAnswers } from './stalled-answers.ts';
import { type TicketKeys, useTicketKeys } from './ticket-keys.ts';
import { createTlsServer } from './tls-server.ts';

/** What the entrance stands on, beside the foundation. */
export interface EntranceServices extends ReviewServices {
  readonly reviewer: Reviewer;
  readonly ticketKeys: TicketKeys;
}

/** The parts that listeners bring connections to. */
export interface Entrance extends Pick<ListenerServices, 'tls' | 'onDrop'> {
  readonly accepted: AcceptedSockets;
  /** From now on each answer is the last of its connection. */
  beginDrain(): void;
  /** Ends what watches connections and load; closes nothing. */
  stop(): void;
}

/** Gives each connection its turn for a handshake, and tells how long it has waited for that. */
const createPace = (
  metrics: GatewayMetrics,
  load: LoadWatch,
  beginHandshake: PaceOptions['beginHandshake'],
): HandshakePace =>
  paceHandshakes({
    beginHandshake,
    onBegin: (waitedMs) => {
      load.noteHandshakeDelay(waitedMs);
      metrics.handshakeWaitSeconds.observe({}, waitedMs / 1_000);
    },
  });

/** Makes it; nothing listens yet. */
export const createEntrance = (foundation: Foundation, services: EntranceServices): Entrance => {
  const { config, surroundings, connections, metrics, refusals } = foundation;
  const onDrop: Entrance['onDrop'] = (reason, address) => {
    metrics.connectionsDropped.inc({ reason });
    if (!refusals.note({ code: reason, address, uuid: null })) metrics.suppressedLines.inc({});
  };
  const accepted = createAcceptedSockets(config, onDrop);
  const load = watchLoad(config);
  let isDraining = false;
  const gate = createGate({
    ...services,
    mount: mountNode({
      endpoints: surroundings.endpoints ?? gatewayEndpoints,
      requireAccess,
      onAnswer: metrics.countAnswer,
    }),
    load,
    limits: config,
    addressOf: accepted.addressOf,
    isDraining: () => isDraining,
  });
  const pair = readKeyPair(config);
  metrics.noteServerCertificate(pair.cert);
  const tls = createTlsServer(config, pair, gate);
  if (config.sessionTickets) useTicketKeys(tls.server, services.ticketKeys);
  tls.server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    metrics.tlsErrors.inc({ code: error.code ?? 'unknown' });
  });
  const { stallTimeoutMs } = config;
  const stopCutting = [
    cutStalledAnswers({ connections, metrics, stallTimeoutMs }),
    cutLapsedAnswers({ connections, metrics, lease: services.lease }),
  ];

  const { server, beginHandshake } = tls;
  const pace = createPace(metrics, load, beginHandshake);
  addWaitingGauges(metrics.metrics, { handshakes: pace.waiting, verdicts: load.waitingVerdicts });

  return {
    tls: { server, beginHandshake: pace.enter },
    accepted,
    onDrop,
    beginDrain: () => {
      isDraining = true;
    },
    stop: () => {
      for (const stop of stopCutting) stop();
      load.stop();
    },
  };
};
