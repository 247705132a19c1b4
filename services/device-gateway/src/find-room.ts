/** How many connections one device may have. */
import { type Connection, isIdle } from './connections.ts';

const isCounted = ({ verdict, turnedAway, socket, isStream }: Connection): boolean =>
  turnedAway === null &&
  // Streams have limits of their own.
  !isStream &&
  !socket.destroyed &&
  (verdict?.kind === 'device' || verdict?.kind === 'renewable');

/**
 * Finds room for a connection that its verdict has just admitted: `free`, or the connection of the device that has rested
 * for longest and is to give up its place, or `none`. Connections that were refused, or await their verdict, take no
 * place: whoever shows another key for a device cannot keep it out.
 */
export const findRoom = (
  connection: Connection,
  connectionsMax: number,
): 'free' | 'none' | Connection => {
  const held = connection.hold?.connections;
  if (held === undefined || held.size <= connectionsMax) return 'free';
  const others = [...held].filter((one) => one !== connection && isCounted(one));
  if (others.length < connectionsMax) return 'free';
  let longest: Connection | null = null;
  for (const one of others.filter(isIdle)) {
    if (longest === null || one.activeAtMs < longest.activeAtMs) longest = one;
  }
  return longest ?? 'none';
};
