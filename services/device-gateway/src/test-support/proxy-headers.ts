/** Headers of the PROXY protocol, version 2, as load balancers write them, and as nobody should. */
import { isIPv6 } from 'node:net';

/** Whom a load balancer connects for. */
export interface ProxiedClient {
  readonly address: string;
  readonly port?: number;
}

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');

/** The parts of a header, each of which may be wrong. */
export interface ProxyHeaderParts {
  readonly versionAndCommand?: number;
  readonly familyAndTransport?: number;
  /** Addresses, ports and extensions. */
  readonly block?: Buffer;
  /** In place of the length of the block. */
  readonly length?: number;
}

/** A header of any parts; LOCAL without any. */
export const proxyHeaderOf = (parts: ProxyHeaderParts = {}): Buffer => {
  const { versionAndCommand = 0x20, familyAndTransport = 0, block = Buffer.alloc(0) } = parts;
  const fixed = Buffer.from([versionAndCommand, familyAndTransport, 0, 0]);
  fixed.writeUInt16BE(parts.length ?? block.length, 2);
  return Buffer.concat([signature, fixed, block]);
};

const ipv6Octets = (address: string): Buffer => {
  const [left = '', right] = address.split('::');
  const groups = (text: string | undefined): string[] =>
    text === undefined || text === '' ? [] : text.split(':');
  const head = groups(left);
  const tail = groups(right);
  const gap = Array<string>(8 - head.length - tail.length).fill('0');
  return Buffer.from(
    [...head, ...gap, ...tail].map((group) => group.padStart(4, '0')).join(''),
    'hex',
  );
};

const portOctets = (port: number): Buffer => {
  const octets = Buffer.alloc(2);
  octets.writeUInt16BE(port);
  return octets;
};

/** The header for a TCP connection of a client; IPv6 addresses in hexadecimal groups. */
export const proxyHeaderFor = (
  { address, port = 40_000 }: ProxiedClient,
  extensions: Buffer = Buffer.alloc(0),
): Buffer => {
  const isV6 = isIPv6(address);
  const source = isV6 ? ipv6Octets(address) : Buffer.from(address.split('.').map(Number));
  const destination = Buffer.alloc(source.length, 1);
  return proxyHeaderOf({
    versionAndCommand: 0x21,
    familyAndTransport: isV6 ? 0x21 : 0x11,
    block: Buffer.concat([source, destination, portOctets(port), portOctets(8443), extensions]),
  });
};
