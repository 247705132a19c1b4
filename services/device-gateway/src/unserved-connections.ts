/** Connections that are not served: why, and when they end. */
import { type DomainError, fault } from '@moorgate/errors';
import type { Connection } from './connections.ts';

/** What a connection gets instead of being served; null while it may be. */
export const refusalOf = ({ verdict, turnedAway }: Connection): DomainError | null => {
  if (verdict?.kind !== 'refused') return turnedAway;
  return fault(verdict.code, verdict.detail === undefined ? {} : { detail: verdict.detail });
};

/** Ends a connection that is not served by then: undecided ones may be, when the store answers again. */
export const closeUnserved = (connection: Connection, milliseconds: number): void => {
  const timer = setTimeout(() => {
    if (connection.verdict === null || refusalOf(connection) !== null) connection.socket.destroy();
  }, milliseconds);
  connection.socket.once('close', () => clearTimeout(timer));
};
