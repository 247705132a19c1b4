/** The words for the connection of a beacon. */
import type { components } from '@moorgate/client';

type Connection = components['schemas']['Beacon']['connection'];

/** Empty for a beacon that is called at its address. */
export const connectionWords = (
  connection: Connection,
  showDate: (seconds: number) => string,
): string => {
  if (connection === null) return '';
  const { 'connected-at': connectedAt, 'is-denied': isDenied } = connection;
  if (isDenied) return 'denied';
  return connectedAt === 0 ? 'not connected' : `since ${showDate(connectedAt)}`;
};
