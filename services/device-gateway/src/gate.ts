/** Between TLS and the endpoints: nothing is routed without a verdict, and each refusal is told once. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Verdict } from '@moorgate/devices';
import { type DomainError, fault } from '@moorgate/errors';
import {
  anonymous,
  chooseRequestId,
  faultOfHead,
  faultOfParser,
  type NodeMount,
  renderProblem,
  writeLastReply,
} from '@moorgate/http';
import { answerBrokenRequest } from './answer-broken-request.ts';
import { certificateOf, type Connection, noteRequest } from './connections.ts';
import type { GatewayContext, GatewayServices } from './dialects/gateway/context.ts';
import { toReport } from './dialects/gateway/translate.ts';
import { findRoom } from './find-room.ts';
import type { LoadWatch } from './load-watch.ts';
import type { Reviewer, ReviewServices } from './reviewer.ts';
import type { ConnectionHandlers } from './tls-server.ts';
import { tryAgainSoon, tryLater } from './try-later.ts';
import { takeStreams } from './tunnels/take-stream.ts';
import { closeUnserved, refusalOf } from './unserved-connections.ts';

/** The bounds of the gate. */
export interface GateLimits {
  readonly connectionsPerDeviceMax: number;
  readonly headersMax: number;
  /** How long a connection that will not be served may wait to ask for the reason. */
  readonly refusedTimeoutMs: number;
}

/** What the gate stands on. */
export interface GateServices extends ReviewServices {
  readonly reviewer: Reviewer;
  readonly mount: NodeMount<GatewayContext>;
  /** What its endpoints stand on. */
  readonly endpointServices: GatewayServices;
  readonly load: LoadWatch;
  readonly limits: GateLimits;
  /** Whose a connection is. */
  addressOf(socket: Socket): string;
  /** True once each answer is to be the last of its connection. */
  isDraining(): boolean;
}

/**
 * Requests that a client sends without waiting for the answers (RFC 9112, section 9.3.2). Hardly any does, and thousands of
 * them fit into what is read from a socket at once.
 */
const requestsUnderWayMax = 16;

const ignore = (): void => undefined;

const requestIdOf = (request: IncomingMessage): string => {
  const offered = request.headers['x-request-id'];
  return chooseRequestId(typeof offered === 'string' ? offered : undefined);
};

/** Throws `certificate_required` for a connection that has closed. */
const rawCertificateOf = (connection: Connection): Buffer => {
  const shown = certificateOf(connection);
  if (shown === null) throw fault('certificate_required');
  return shown.raw;
};

/** Makes the listeners of the server. */
export const createGate = (services: GateServices): ConnectionHandlers => {
  const { admission, connections, reviewer, checkIns, metrics, mount, load, limits } = services;
  const { ctx } = admission;

  /** Without a verdict nothing is served, so a store that does not answer costs no more than an answer with 503. */
  const reviewOrNull = async (connection: Connection): Promise<Verdict | null> => {
    try {
      return await reviewer.review(connection);
    } catch (error) {
      metrics.verdicts.inc({ kind: 'undecided', code: 'service_unavailable' });
      const { address, hold } = connection;
      const line = { code: 'service_unavailable', address, uuid: hold?.uuid ?? null };
      if (services.logRefusal(line)) ctx.log.error({ err: error }, 'no verdict could be made');
      else metrics.suppressedLines.inc({});
      return null;
    }
  };

  const answerLast = (
    request: IncomingMessage,
    response: ServerResponse,
    error: DomainError,
  ): void => {
    const requestId = requestIdOf(request);
    const reply = renderProblem(error, requestId);
    writeLastReply(request, response, { reply, requestId });
    metrics.countAnswer(null, reply.status);
  };

  const contextOf = (
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
  ): GatewayContext => {
    const { verdict, hold, address } = connection;
    const holdRequest: GatewayContext['holdRequest'] = (uuid, mayGoOn) =>
      connections.holdRequest({ uuid, connection, mayGoOn }, response);
    const base = {
      services: services.endpointServices,
      db: ctx.db,
      confirmations: ctx.confirmations,
      clock: ctx.clock,
      log: ctx.log,
      requestId: requestIdOf(request),
      headers: request.headers,
      address,
      holdRequest,
    };
    const isKnown = verdict?.kind === 'device' || verdict?.kind === 'renewable';
    if (!isKnown) {
      return { ...base, principal: anonymous, verdict: 'anonymous', connected: null };
    }
    const device = hold?.device ?? verdict.device;
    return {
      ...base,
      principal: { kind: 'device', uuid: device.uuid },
      verdict: verdict.kind,
      connected: {
        device,
        identity: verdict.identity,
        certificate: () => rawCertificateOf(connection),
      },
    };
  };

  const serve = (
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
  ): void => {
    const context = contextOf(connection, request, response);
    if (context.verdict === 'device' && context.connected !== null) {
      checkIns.note(context.connected.device, toReport(request.rawHeaders));
    }
    mount(context, request, response);
  };

  const turnAway = (connection: Connection, error: DomainError): void => {
    const { address, hold } = connection;
    connection.turnedAway = error;
    const isLogged = services.logRefusal({ code: error.code, address, uuid: hold?.uuid ?? null });
    if (!isLogged) metrics.suppressedLines.inc({});
  };

  /** Sees to it that a device has no more connections than it may; the one that rests longest gives up its place. */
  const settleIn = (connection: Connection): void => {
    if (refusalOf(connection) !== null || !connection.hasCertificate) return;
    const room = findRoom(connection, limits.connectionsPerDeviceMax);
    if (room === 'none') turnAway(connection, tryAgainSoon('too_many_connections'));
    else if (room !== 'free') {
      metrics.connectionsClosed.inc({ reason: 'too_many_connections' });
      room.socket.destroy();
    }
  };

  const reviewAndServe = async (
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const verdict = await reviewOrNull(connection);
    if (connection.socket.destroyed) return;
    if (verdict === null) {
      answerLast(request, response, tryLater('service_unavailable'));
      return;
    }
    settleIn(connection);
    const refusal = refusalOf(connection);
    if (refusal === null) serve(connection, request, response);
    else answerLast(request, response, refusal);
  };

  const judge = async (connection: Connection): Promise<void> => {
    const startedMs = performance.now();
    const verdict = await load.whileWaiting(reviewOrNull(connection));
    metrics.verdictSeconds.observe({}, (performance.now() - startedMs) / 1_000);
    if (verdict !== null && !connection.socket.destroyed) settleIn(connection);
  };

  /** Whoever cannot be judged in time is told so at once, and asks nothing of the store. */
  const judgeOrTurnAway = async (connection: Connection, proceed: () => void): Promise<void> => {
    if (load.isOverloaded()) {
      metrics.verdicts.inc({ kind: 'undecided', code: 'gateway_overloaded' });
      turnAway(connection, tryLater('gateway_overloaded'));
    } else await judge(connection);
    if (connection.socket.destroyed) return;
    if (connection.verdict === null || refusalOf(connection) !== null) {
      closeUnserved(connection, limits.refusedTimeoutMs);
    }
    proceed();
  };

  const answer = (
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
  ): void => {
    const refusal = refusalOf(connection) ?? faultOfHead(request, limits.headersMax);
    if (refusal !== null) answerLast(request, response, refusal);
    else if (!connection.hasCertificate || reviewer.isCurrent(connection)) {
      serve(connection, request, response);
    } else {
      if (!services.lease.isHeld()) metrics.leaseMisses.inc({});
      void reviewAndServe(connection, request, response);
    }
  };

  return {
    onHandshake: (socket, proceed) => {
      // What breaks a connection is told by its `close`; without a listener it would end the process.
      socket.on('error', ignore);
      const connection = connections.open(socket, services.addressOf(socket));
      const resumed = String(socket.isSessionReused());
      metrics.handshakes.inc({ protocol: socket.getProtocol() ?? '', resumed });
      void judgeOrTurnAway(connection, proceed);
    },
    onRequest: (request, response) => {
      if (services.isDraining()) response.shouldKeepAlive = false;
      const connection = connections.of(request.socket);
      if (request.socket.destroyed) {
        // What has been read already goes on to be parsed. Let go here, it costs a third of what it does otherwise.
        request.destroy();
      } else if (connection === undefined) request.socket.destroy();
      else if (noteRequest(connection, response) > requestsUnderWayMax) {
        metrics.connectionsClosed.inc({ reason: 'too_many_requests_at_once' });
        request.socket.destroy();
      } else answer(connection, request, response);
    },
    ...takeStreams(services, reviewOrNull),
    onBroken: (error, socket) => {
      const connection = connections.of(socket);
      const problem = faultOfParser(error.code);
      if (connection === undefined || problem === null) {
        socket.destroy();
        return;
      }
      const status = answerBrokenRequest(connection, refusalOf(connection) ?? problem);
      if (status !== null) metrics.countAnswer(null, status);
    },
  };
};
