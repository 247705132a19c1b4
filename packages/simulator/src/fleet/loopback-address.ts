/** Source addresses for devices of one host. */
import { isIPv4 } from 'node:net';

const octet = 254;

/**
 * An address of 127.0.0.0/8 for each device, 127.1.0.1 for the first; distinct for sixteen million of them. Linux takes
 * every one of them as its own, so a server sees as many clients as there are devices.
 */
export const loopbackAddress = (index: number): string => {
  const low = 1 + (index % octet);
  const middle = Math.floor(index / octet) % 256;
  const high = 1 + (Math.floor(index / (octet * 256)) % octet);
  return `127.${high}.${middle}.${low}`;
};

/** True for a host that a socket bound to such an address can reach. */
export const isIPv4Loopback = (host: string): boolean => isIPv4(host) && host.startsWith('127.');
