/** Where a beacon is: `[http://|https://]host[:port][/prefix]`, or `tunnel://` and the UUID of its device. */
import { isIP } from 'node:net';
import { fault } from '@moorgate/errors';

/** An address that was read. */
export interface BeaconAddress {
  /** Its normal form, by which the beacon is known: without `http://`, with the host in lower case. */
  readonly text: string;
  readonly isSecure: boolean;
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Empty, or a path without a slash at its end. */
  readonly prefix: string;
  /** Of a beacon that connects from its side, in lower case: it has no other address. */
  readonly deviceUuid?: string;
}

const addressPattern =
  /^(?=.{1,512}$)(?:(https?):\/\/)?(\[[0-9a-f:.]{2,45}\]|[a-z0-9](?:[a-z0-9._-]{0,252}[a-z0-9])?)(?::(\d{1,5}))?((?:\/[a-z0-9._~-]+)*)\/?$/i;

/** The host as whoever connects reads it; null for another spelling of an address, such as `127.1` or `0x7f000001`. */
const readHost = (text: string): string | null => {
  const written = text.toLowerCase();
  const read = URL.parse(`http://${written}/`)?.hostname;
  if (read === undefined) return null;
  if (written.startsWith('[')) return read.slice(1, -1);
  return read === written ? read : null;
};

/** A path that a server reads as it stands: none of its segments goes up, or stays. */
const isPlainPath = (prefix: string): boolean =>
  prefix.split('/').every((segment) => segment !== '.' && segment !== '..');

const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

/** The port that is written, or that of the scheme; null for a number that is none. */
const readPort = (text: string | undefined, isSecure: boolean): number | null => {
  if (text === undefined) return isSecure ? 443 : 80;
  const port = Number(text);
  return port > 0 && port <= 65_535 ? port : null;
};

const tunnelPattern =
  /^tunnel:\/\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/?$/i;

/** The address of a beacon that connects from its side; what is spoken to it is HTTP, inside of its TLS. */
const readTunnel = (text: string): BeaconAddress | null => {
  const deviceUuid = tunnelPattern.exec(text)?.[1]?.toLowerCase();
  if (deviceUuid === undefined) return null;
  const parts = { isSecure: false, host: deviceUuid, port: 80, prefix: '' };
  return { text: `tunnel://${deviceUuid}`, ...parts, deviceUuid };
};

const readReachable = (text: string): BeaconAddress | null => {
  const match = addressPattern.exec(text);
  if (match === null) return null;
  const [, scheme, hostText = '', portText, prefix = ''] = match;
  const isSecure = scheme?.toLowerCase() === 'https';
  const host = readHost(hostText);
  const port = readPort(portText, isSecure);
  if (host === null || port === null || !isPlainPath(prefix)) return null;
  const authority = `${bracketed(host)}${portText === undefined ? '' : `:${port}`}`;
  const normal = `${isSecure ? 'https://' : ''}${authority}${prefix}`;
  return { text: normal, isSecure, host, port, prefix };
};

/** Reads an address; null for a text that is none: with a user, a query or a fragment, say. */
export const readBeaconAddress = (text: string): BeaconAddress | null =>
  readTunnel(text) ?? readReachable(text);

/** The value of `Host` for requests to it (RFC 9110, 7.2). */
export const authorityOf = ({ isSecure, host, port }: BeaconAddress): string =>
  port === (isSecure ? 443 : 80) ? bracketed(host) : `${bracketed(host)}:${port}`;

/** Reads an address that a client sent. Throws `invalid_request`. */
export const requireBeaconAddress = (text: string): BeaconAddress => {
  const address = readBeaconAddress(text);
  if (address !== null) return address;
  const message =
    'must be host[:port][/prefix], after https:// for a beacon that speaks TLS, or tunnel:// and the UUID of its device';
  throw fault('invalid_request', { issues: [{ pointer: '/Address', message }] });
};

/** The normal form of a text that may be an address; another text as it is. */
export const normalAddress = (text: string): string => readBeaconAddress(text)?.text ?? text;
