/** Between TLS and the endpoints: nothing is routed without a verdict, and each refusal is told once. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Verdict } from '@moorgate/devices';
import { type DomainError, fault } from '@moorgate/errors';
import {
  anonymous,
  chooseRequestId,
  type NodeMount,
  renderProblem,
  writeLastReply,
} from '@moorgate/http';
import type { Connection } from './connections.ts';
import type { GatewayContext } from './dialects/gateway/context.ts';
import { toReport } from './dialects/gateway/translate.ts';
import type { Reviewer, ReviewServices } from './reviewer.ts';
import type { ConnectionHandlers } from './tls-server.ts';

/** What the gate stands on. */
export interface GateServices extends ReviewServices {
  readonly reviewer: Reviewer;
  readonly mount: NodeMount<GatewayContext>;
  /** How long a connection that will not be served may wait to ask for the reason. */
  readonly refusedTimeoutMs: number;
  /** True once each answer is to be the last of its connection. */
  isDraining(): boolean;
}

const retryAfterSeconds = 5;

const requestIdOf = (request: IncomingMessage): string => {
  const offered = request.headers['x-request-id'];
  return chooseRequestId(typeof offered === 'string' ? offered : undefined);
};

/** Ends a connection that is not served by then: undecided ones may be, when the store answers again. */
const closeUnserved = (connection: Connection, milliseconds: number): void => {
  const timer = setTimeout(() => {
    const { socket, verdict } = connection;
    if (verdict === null || verdict.kind === 'refused') socket.destroy();
  }, milliseconds);
  connection.socket.once('close', () => clearTimeout(timer));
};

const refusalOf = (verdict: Verdict & { kind: 'refused' }): DomainError =>
  fault(verdict.code, verdict.detail === undefined ? {} : { detail: verdict.detail });

/** Makes the two listeners of the server. */
export const createGate = (services: GateServices): ConnectionHandlers => {
  const { admission, connections, reviewer, checkIns, metrics, mount } = services;
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

  const contextOf = (connection: Connection, request: IncomingMessage): GatewayContext => {
    const { verdict, hold, address } = connection;
    const base = {
      db: ctx.db,
      confirmations: ctx.confirmations,
      clock: ctx.clock,
      log: ctx.log,
      requestId: requestIdOf(request),
      address,
    };
    if (verdict === null || verdict.kind === 'anonymous' || verdict.kind === 'refused') {
      return { ...base, principal: anonymous, verdict: 'anonymous', connected: null };
    }
    const device = hold?.device ?? verdict.device;
    return {
      ...base,
      principal: { kind: 'device', uuid: device.uuid },
      verdict: verdict.kind,
      connected: { device, identity: verdict.identity },
    };
  };

  const serve = (
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
  ): void => {
    const context = contextOf(connection, request);
    if (context.verdict === 'device' && context.connected !== null) {
      checkIns.note(context.connected.device, toReport(request.rawHeaders));
    }
    mount(context, request, response);
  };

  const reviewAndServe = async (
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const verdict = await reviewOrNull(connection);
    if (connection.socket.destroyed) return;
    if (verdict === null) {
      answerLast(request, response, fault('service_unavailable', { retryAfterSeconds }));
    } else if (verdict.kind === 'refused') answerLast(request, response, refusalOf(verdict));
    else serve(connection, request, response);
  };

  const judge = async (connection: Connection, proceed: () => void): Promise<void> => {
    const startedMs = performance.now();
    const verdict = await reviewOrNull(connection);
    metrics.verdictSeconds.observe({}, (performance.now() - startedMs) / 1_000);
    if (connection.socket.destroyed) return;
    const isServed = verdict !== null && verdict.kind !== 'refused';
    if (!isServed) closeUnserved(connection, services.refusedTimeoutMs);
    proceed();
  };

  return {
    onHandshake: (socket, proceed) => {
      // What breaks a connection is told by its `close`; without a listener it would end the process.
      socket.on('error', () => undefined);
      const connection = connections.open(socket);
      const resumed = String(socket.isSessionReused());
      metrics.handshakes.inc({ protocol: socket.getProtocol() ?? '', resumed });
      void judge(connection, proceed);
    },
    onRequest: (request, response) => {
      if (services.isDraining()) response.shouldKeepAlive = false;
      const connection = connections.of(request.socket);
      if (connection === undefined) request.socket.destroy();
      else if (connection.verdict?.kind === 'refused') {
        answerLast(request, response, refusalOf(connection.verdict));
      } else if (connection.certificate === null || reviewer.isCurrent(connection)) {
        serve(connection, request, response);
      } else {
        if (!services.lease.isHeld()) metrics.leaseMisses.inc({});
        void reviewAndServe(connection, request, response);
      }
    },
  };
};
