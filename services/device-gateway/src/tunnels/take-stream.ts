/** Streams that beacons bring: connections that were asked for, and go on as raw bytes in both directions. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Verdict } from '@moorgate/devices';
import { type DomainError, fault, toDomainError } from '@moorgate/errors';
import { faultOfHead } from '@moorgate/http';
import { answerBrokenRequest } from '../answer-broken-request.ts';
import { type Connection, isIdle } from '../connections.ts';
import type { Reviewer, ReviewServices } from '../reviewer.ts';
import type { ConnectionHandlers } from '../tls-server.ts';
import { tryLater } from '../try-later.ts';
import { refusalOf } from '../unserved-connections.ts';
import type { TunnelDoor } from './tunnel-door.ts';

/** What it stands on. */
export interface StreamServices extends Pick<ReviewServices, 'connections' | 'metrics'> {
  readonly reviewer: Reviewer;
  readonly endpointServices: { readonly tunnels: Pick<TunnelDoor, 'claim'> };
  readonly limits: { readonly headersMax: number };
}

/** The paths at which streams are brought; everything else that asks for an upgrade is a request like any other. */
const pathPattern = /^\/beacon\/streams\/([0-9a-f-]{36})$/;

const protocol = 'moorgate-beacon';

const switched = [
  'HTTP/1.1 101 Switching Protocols',
  'Connection: Upgrade',
  `Upgrade: ${protocol}`,
];

/** Whether a request is the beginning of a stream (RFC 9110, 7.8). */
const beginsStream = ({ method, url = '', headers }: IncomingMessage): boolean =>
  method === 'POST' && headers.upgrade?.toLowerCase() === protocol && pathPattern.test(url);

/** Why a connection may not bring a stream; null where it may. */
const refuse = (connection: Connection): DomainError | null => {
  const refusal = refusalOf(connection);
  if (refusal !== null) return refusal;
  const { verdict } = connection;
  if (verdict?.kind === 'device') return null;
  return fault(verdict?.kind === 'renewable' ? 'certificate_expired' : 'certificate_required');
};

/**
 * What takes such connections: judged like one with a request, each becomes the stream that was asked for, if its device
 * was, or gets a problem object and is closed. It stays under its device, so that a denial cuts it. `review` answers null
 * where the store did not.
 */
export const takeStreams = (
  services: StreamServices,
  review: (connection: Connection) => Promise<Verdict | null>,
): Pick<ConnectionHandlers, 'beginsStream' | 'onStream'> => {
  const { connections, metrics, reviewer, endpointServices, limits } = services;
  const onAnswer = (status: number): void => metrics.countAnswer('bringBeaconStream', status);

  const judge = async (connection: Connection): Promise<void> => {
    if (refusalOf(connection) !== null || reviewer.isCurrent(connection)) return;
    if ((await review(connection)) === null) throw tryLater('service_unavailable');
  };

  const find = async (
    connection: Connection,
    request: IncomingMessage,
  ): Promise<(stream: Duplex) => void> => {
    const refusal = refuse(connection) ?? faultOfHead(request, limits.headersMax);
    if (refusal !== null) throw refusal;
    const [, id = ''] = pathPattern.exec(request.url ?? '') ?? [];
    const take = await endpointServices.tunnels.claim(connection.hold?.uuid ?? '', id);
    if (take === null) throw fault('route_not_found');
    return take;
  };

  const takeOver = async (
    connection: Connection,
    request: IncomingMessage,
    head: Buffer,
  ): Promise<void> => {
    const { socket } = connection;
    try {
      await judge(connection);
      if (socket.destroyed) return;
      const take = await find(connection, request);
      connection.isStream = true;
      connection.activeAtMs = performance.now();
      socket.setTimeout(0);
      socket.write(`${switched.join('\r\n')}\r\n\r\n`);
      if (head.length > 0) socket.unshift(head);
      onAnswer(101);
      take(socket);
    } catch (thrown) {
      const status = answerBrokenRequest(connection, toDomainError(thrown));
      if (status !== null) onAnswer(status);
    }
  };

  return {
    beginsStream,
    onStream: (request, head) => {
      const connection = connections.of(request.socket);
      if (connection === undefined || !isIdle(connection)) request.socket.destroy();
      else void takeOver(connection, request, head);
    },
  };
};
