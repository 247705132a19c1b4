/** Free ports, drawn once for all workers. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { formatListenAddress, parseListenAddress } from '@moorgate/config';

/** True for an address that leaves the port to the system. */
export const leavesPortOpen = (address: string): boolean => parseListenAddress(address).port === 0;

/**
 * The address with a port that is free at this moment, if it leaves the port to the system. The workers share a socket by
 * the address that they name, and one that joins them later has to name the same, so the port has to be a number before
 * the first of them starts. Somebody else may take it in between: then another has to be drawn.
 */
export const drawPort = async (address: string): Promise<string> => {
  if (!leavesPortOpen(address)) return address;
  const { host } = parseListenAddress(address);
  const server = createServer();
  server.listen({ host, port: 0, exclusive: true });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return formatListenAddress({ host, port });
};
