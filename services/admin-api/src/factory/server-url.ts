/** Where this server is: for whoever asks it, and for those who are told before they ask. */
import { hostname } from 'node:os';
import { formatListenAddress, isLoopback, parseListenAddress } from '@moorgate/config';
import type { AdminApiConfig } from '../config.ts';

/** Origins that may be known only once the server listens, so that they are to be asked for each time. */
export interface ServerUrl {
  /** For whom no request tells it, such as webhooks: the configured origin, else that at which the server listens. */
  readonly url: string;
  /** For a client that calls the server so in its header `Host`: the configured origin, else this one. */
  of(host: string | undefined): string;
  /** Says at which origin it listens; nothing where the configuration has one. */
  listensAt(origin: string): void;
}

const everyAddress = ['0.0.0.0', '[::]'];

/** Nobody reaches a server at “every address”; the name of this host is what comes closest. */
const reachable = (origin: string): string => {
  const url = new URL(origin);
  if (everyAddress.includes(url.hostname)) url.hostname = hostname();
  return url.origin;
};

/** What a header says, as an origin; null for a text that is no host. */
const originOf = (scheme: string, host: string | undefined): string | null => {
  const url = host === undefined ? null : URL.parse(`${scheme}://${host}`);
  return url === null || url.href !== `${url.origin}/` ? null : url.origin;
};

/** The origin that the configuration names, else those under which clients and the system know the server. */
export const createServerUrl = (
  { publicUrl, address }: Pick<AdminApiConfig, 'publicUrl' | 'address'>,
  servesHttps: boolean,
): ServerUrl => {
  const scheme = servesHttps ? 'https' : 'http';
  const fixed = publicUrl === undefined ? null : new URL(publicUrl).origin;
  let listening = reachable(`${scheme}://${formatListenAddress(parseListenAddress(address))}`);
  return {
    get url() {
      return fixed ?? listening;
    },
    of: (host) => fixed ?? originOf(scheme, host) ?? listening,
    listensAt: (origin) => {
      listening = reachable(origin);
    },
  };
};

/**
 * A sentence for the operator of a server whose address is not configured, though clients may know it under another one than
 * it does itself; null where there is nothing to say. `url` is where it knows itself to be.
 */
export const adviceOnServerUrl = (
  config: Pick<AdminApiConfig, 'publicUrl' | 'address' | 'insecureHttp' | 'trustedProxies'>,
  url: string,
): string | null => {
  if (config.publicUrl !== undefined) return null;
  const isBehindProxy = config.insecureHttp || config.trustedProxies.length > 0;
  if (isBehindProxy && url.startsWith('http:'))
    return 'MOORGATE_ADMIN_URL is not set, though a proxy is to stand before this server: cookies are those of a site without HTTPS, and clients are sent to http:// addresses, with tokens. Set it to the address of the proxy.';
  if (!isBehindProxy && isLoopback(parseListenAddress(config.address))) return null;
  return `MOORGATE_ADMIN_URL is not set: clients and runners are told the name by which they call this server, webhooks and targets ${url}. Set it where another one is right.`;
};
