/** Where a server listens, as text. */

import { ConfigError } from './config-error.ts';

/** A host name or address, and a port; port 0 stands for a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** The form of a listen address, for a setting's schema. */
export const listenAddressPattern = '^(\\[[0-9a-fA-F:.]+\\]|[^:\\[\\]]*):[0-9]{1,5}$';

/** The same form for what is not for everybody: the host cannot be left out. */
export const privateAddressPattern = '^(\\[[0-9a-fA-F:.]+\\]|[^:\\[\\]]+):[0-9]{1,5}$';

const form = new RegExp(listenAddressPattern);
const portMax = 65_535;

/**
 * Reads `127.0.0.1:8080`, `[::1]:8080` or `:8080`, which means every address. Throws `ConfigError` for a text of another
 * form, and for a port that does not exist.
 */
export const parseListenAddress = (text: string): ListenAddress => {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Number(text.slice(colon + 1));
  if (!form.test(text) || port > portMax)
    throw new ConfigError([
      `${text} is no address: host:port is needed, as in 127.0.0.1:8080, with a port up to 65535`,
    ]);
  return { host: host === '' ? '::' : host, port };
};

/** The same address as text. */
export const formatListenAddress = ({ host, port }: ListenAddress): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** True for an address that only this host can reach. */
export const isLoopback = ({ host }: ListenAddress): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.[0-9]{1,3}){3}$/.test(host);
