/** Where connections come in: counted, judged under the load of the moment, and handed to the endpoints. */
import { mountNode, readKeyPair } from '@moorgate/http';
import { type AcceptedSockets, createAcceptedSockets } from './accepted-sockets.ts';
import { boundHandshakes, type HandshakeBounds } from './bound-handshakes.ts';
import { type GatewayServices, requireAccess } from './dialects/gateway/context.ts';
import { gatewayEndpoints } from './dialects/gateway/index.ts';
import type { Foundation } from './foundation.ts';
import { createGate } from './gate.ts';
import { addWaitingGauges } from './gauges.ts';
import { letRest } from './connections.ts';
import { cutLapsedAnswers } from './lapsed-answers.ts';
import type { ListenerServices } from './listeners.ts';
import { type LoadWatch, watchLoad } from './load-watch.ts';
import type { GatewayMetrics } from './metrics.ts';
import type { Reviewer, ReviewServices } from './reviewer.ts';
import { type HandshakePace, type PaceOptions, paceHandshakes } from './pace-handshakes.ts';
import { releaseMemory } from './release-memory.ts';
import { cutStalledAnswers } from './stalled-answers.ts';
import { type TicketKeys, useTicketKeys } from './ticket-keys.ts';
import { type ConnectionHandlers, createTlsServer, type TlsServer } from './tls-server.ts';

/** What the entrance stands on, beside the foundation. */
export interface EntranceServices extends ReviewServices {
  readonly reviewer: Reviewer;
  readonly ticketKeys: TicketKeys;
  readonly endpointServices: GatewayServices;
}

/** The parts that listeners bring connections to. */
export interface Entrance extends Pick<ListenerServices, 'tls' | 'onDrop'> {
  readonly accepted: AcceptedSockets;
  /** From now on each answer is the last of its connection. */
  beginDrain(): void;
  /** Ends what watches connections and load; closes nothing. */
  stop(): void;
}

/** TLS, with whose handshakes `bounds` are told of. */
const createBoundedServer = (
  { config, connections, metrics }: Foundation,
  { ticketKeys }: EntranceServices,
  { gate, bounds }: { readonly gate: ConnectionHandlers; readonly bounds: HandshakeBounds },
): TlsServer => {
  const pair = readKeyPair(config);
  metrics.noteServerCertificate(pair.cert);
  const { server, beginHandshake } = createTlsServer(config, pair, {
    ...gate,
    onHandshake: (socket, proceed) => {
      gate.onHandshake(socket, proceed);
      bounds.complete(socket, connections.of(socket)?.shown?.x509 ?? null);
    },
  });
  if (config.sessionTickets) useTicketKeys(server, ticketKeys);
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    metrics.tlsErrors.inc({ code: error.code ?? 'unknown' });
  });
  return {
    server,
    beginHandshake: (socket) => {
      bounds.begin(socket);
      beginHandshake(socket);
    },
  };
};

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
  const bounds = boundHandshakes((socket) =>
    onDrop('handshake_too_large', accepted.addressOf(socket)),
  );
  const { server, beginHandshake } = createBoundedServer(foundation, services, { gate, bounds });
  const stops = [
    cutStalledAnswers({ connections, metrics, stallTimeoutMs: config.stallTimeoutMs }),
    cutLapsedAnswers({ connections, metrics, lease: services.lease }),
    releaseMemory({
      count: accepted.count,
      isBusy: load.isOverloaded,
      prepare: () => {
        for (const connection of connections.all()) letRest(connection);
      },
    }),
    bounds.stop,
    load.stop,
  ];

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
      for (const stop of stops) stop();
    },
  };
};
