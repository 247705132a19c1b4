/** Container engines as an operator names them, and as a beacon announces them. */
import { ConfigError } from '@moorgate/config';

/** How an engine is reached. */
export type EngineWay =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'clear' | 'tls'; readonly host: string; readonly port: number };

/** An engine of the list of a beacon. */
export interface Engine {
  /** What people call it; the alias that a server gives it is made of that. */
  readonly name: string;
  /** The two by which calls name it. Those of an engine behind a socket are no address of the network: its port is 0. */
  readonly host: string;
  readonly port: string;
  readonly way: EngineWay;
}

/** What an engine behind a socket is called where nobody says it. */
export interface OwnName {
  readonly name: string;
  readonly host: string;
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const portMax = 65_535;
const defaultPorts = { clear: '2375', tls: '2376' } as const;

const noEngine = (text: string, why: string): ConfigError =>
  new ConfigError([`${text} is no engine: ${why}`]);

/** `<host>:<port>` as calls name it. */
export const addressOf = ({ host, port }: Pick<Engine, 'host' | 'port'>): string =>
  `${host}:${port}`;

const socketEngine = (path: string, named: OwnName): Engine => {
  if (!path.startsWith('/') || path.length > 107)
    throw noEngine(`unix:${path}`, 'the path of a socket is absolute, and has 107 bytes at most');
  return { ...named, port: '0', way: { kind: 'socket', path } };
};

/** An engine at an address of the network; IPv6 stands in brackets. */
const networkEngine = (
  kind: 'clear' | 'tls',
  authority: string,
  name: string | undefined,
): Engine => {
  const [, host, port = defaultPorts[kind]] =
    /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?\/?$/.exec(authority) ?? [];
  if (host === undefined || Number(port) > portMax || Number(port) === 0)
    throw noEngine(authority, 'host:port is needed, as in 10.0.0.5:2375');
  const address = addressOf({ host, port });
  return {
    name: name ?? address,
    host,
    port,
    way: { kind, host: host.replace(/^\[|\]$/g, ''), port: Number(port) },
  };
};

/**
 * Reads `[NAME=]unix:/path`, `[NAME=]tcp://host:port` or `[NAME=]https://host:port`; slashes behind `unix:` may be doubled, as in
 * `DOCKER_HOST`. Throws `ConfigError` for another text.
 */
export const parseEngine = (text: string, own: OwnName): Engine => {
  const [, given, place = ''] = /^(?:([^=:/]*)=)?(.*)$/s.exec(text) ?? [];
  if (given !== undefined && !namePattern.test(given))
    throw noEngine(text, 'a name has letters, digits, dots, underscores and hyphens, 63 at most');
  const rest = (scheme: string): string | null =>
    place.startsWith(scheme) ? place.slice(scheme.length) : null;
  const clear = rest('tcp://');
  if (clear !== null) return networkEngine('clear', clear, given);
  const secure = rest('https://');
  if (secure !== null) return networkEngine('tls', secure, given);
  const path = rest('unix://') ?? rest('unix:');
  if (path === null)
    throw noEngine(text, 'unix:/path, tcp://host:port or https://host:port is needed');
  return socketEngine(path, given === undefined ? own : { name: given, host: given });
};

/** Returns them as they are. Throws `ConfigError` where calls could not tell two of them apart. */
export const requireDistinct = (engines: readonly Engine[]): readonly Engine[] => {
  const addresses = engines.map(addressOf);
  const twice = addresses.find((address, index) => addresses.indexOf(address) !== index);
  if (twice === undefined) return engines;
  throw new ConfigError([
    `two engines have the address ${twice}: give engines behind sockets names of their own, as in NAME=unix:/path`,
  ]);
};
