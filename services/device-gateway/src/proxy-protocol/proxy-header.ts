/** The header of the PROXY protocol, version 2, as it arrives (section 2.2 of its specification). */
import { SocketAddress } from 'node:net';

/** Who is behind a connection; null for one that the proxy opened for itself (the command LOCAL). */
export interface ProxyHeader {
  readonly client: { readonly address: string; readonly port: number } | null;
  /** The length of the whole header; what follows is the client's. */
  readonly lengthBytes: number;
}

/** Why some bytes are no header that is accepted here. */
export type ProxyHeaderFault = 'proxy_header_invalid' | 'proxy_header_too_long';

/** What the bytes that have arrived so far are: not yet a header, one, or none. */
export type ProxyHeaderReading =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'header'; readonly header: ProxyHeader }
  | { readonly kind: 'fault'; readonly fault: ProxyHeaderFault };

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const fixedBytes = 16;

/** The longest header that is read: what the specification guarantees to fit into one segment. */
export const proxyHeaderBytesMax = 536;

const command = { local: 0x20, proxy: 0x21 } as const;

/** Family and transport in one byte, and where the addresses stand: the source before the destination. */
const families = new Map([
  [0x11, { addressBytes: 4, blockBytes: 12, portOffset: 8 }],
  [0x21, { addressBytes: 16, blockBytes: 36, portOffset: 32 }],
]);

const incomplete: ProxyHeaderReading = { kind: 'incomplete' };

const textOf = (octets: Buffer): string => {
  if (octets.length === 4) return octets.join('.');
  const groups = octets.toString('hex').match(/.{4}/g) ?? [];
  // In the shortest form, as the addresses of sockets are written.
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
};

const clientOf = (family: number, block: Buffer): ProxyHeader['client'] => {
  const layout = families.get(family);
  if (layout === undefined) return null;
  return {
    address: textOf(block.subarray(0, layout.addressBytes)),
    port: block.readUInt16BE(layout.portOffset),
  };
};

const isAccepted = (verb: number, family: number | undefined): boolean =>
  verb === command.local ||
  (verb === command.proxy && (family === undefined || families.has(family)));

/** How many octets the addresses of a header take. */
const blockBytesOf = (verb: number | undefined, family: number | undefined): number =>
  verb === command.proxy ? (families.get(family ?? 0)?.blockBytes ?? 0) : 0;

/** What can be said of the fixed part, whole or not. */
const faultOfStart = (bytes: Buffer): ProxyHeaderFault | null => {
  const compared = Math.min(bytes.length, signature.length);
  if (bytes.compare(signature, 0, compared, 0, compared) !== 0) return 'proxy_header_invalid';
  const verb = bytes[12];
  const family = bytes[13];
  if (verb !== undefined && !isAccepted(verb, family)) return 'proxy_header_invalid';
  if (bytes.length < fixedBytes) return null;
  const blockBytes = bytes.readUInt16BE(14);
  if (fixedBytes + blockBytes > proxyHeaderBytesMax) return 'proxy_header_too_long';
  return blockBytes < blockBytesOf(verb, family) ? 'proxy_header_invalid' : null;
};

/**
 * Reads a header from the bytes that have arrived so far, which may be cut off anywhere and may be followed by others.
 * Accepted are LOCAL, whose addresses are ignored, and PROXY for TCP over IPv4 or IPv6; what stands behind the addresses
 * (the extensions of section 2.2.6) is passed over. Everything else is a fault, which is told with the first byte that
 * shows it. Never throws.
 */
export const readProxyHeader = (bytes: Buffer): ProxyHeaderReading => {
  const fault = faultOfStart(bytes);
  if (fault !== null) return { kind: 'fault', fault };
  if (bytes.length < fixedBytes) return incomplete;
  const lengthBytes = fixedBytes + bytes.readUInt16BE(14);
  if (bytes.length < lengthBytes) return incomplete;
  const isLocal = bytes[12] === command.local;
  const block = bytes.subarray(fixedBytes, lengthBytes);
  const client = isLocal ? null : clientOf(bytes[13] ?? 0, block);
  return { kind: 'header', header: { client, lengthBytes } };
};
