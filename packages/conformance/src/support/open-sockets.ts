/** What the kernel knows of connections: it needs nobody's word that one is gone. */
import { readFile } from 'node:fs/promises';

/** `0100007F` for 127.0.0.1, as Linux writes it on a little-endian machine. */
const inHex = (address: string): string =>
  address
    .split('.')
    .map((octet) => Number(octet).toString(16).padStart(2, '0'))
    .reverse()
    .join('')
    .toUpperCase();

/** In Linux's table of TCP: neither side has anything to send or to receive any more. */
const over = ['06', '07'];

/**
 * What a table of the kernel, as `/proc/net/tcp` shows it, says of one address of 127.0.0.0/8: see `listSockets`. Each
 * socket is named once: where others come and go while the table is read, it repeats rows.
 */
export const findSockets = (table: string, address: string): string[] => {
  const rows = table.split('\n').map((row) => row.trim().split(/\s+/));
  const prefix = `${inHex(address)}:`;
  const open = rows.flatMap(([, local = '', remote = '', state = '']) => {
    const isOfAddress = local.startsWith(prefix) || remote.startsWith(prefix);
    return isOfAddress && !over.includes(state) ? [`${local} ${remote}`] : [];
  });
  return [...new Set(open)];
};

/**
 * The sockets of this host that still belong to connections from or to one address of 127.0.0.0/8, each by its two
 * addresses. An open connection has two, one at each end; one that was closed and whose last octets are still on their way
 * has them too.
 */
export const listSockets = async (address: string): Promise<string[]> =>
  findSockets(await readFile('/proc/net/tcp', 'latin1'), address);
