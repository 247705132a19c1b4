/** The ports of a service: which it has, and where its host opens them. */
import { isIP } from 'node:net';
import { below, type Fields, isFields, itemsOf, note, type Place } from './place.ts';
import { readInteger, readText } from './scalars.ts';

/** What an engine is told of ports. */
export interface Ports {
  readonly exposed: Readonly<Record<string, object>>;
  readonly bindings: Readonly<
    Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>
  >;
}

/** From and to. */
type Range = readonly [number, number];

interface Port {
  readonly target: Range;
  /** Null where the engine chooses one. */
  readonly published: Range | null;
  readonly hostIp: string;
  readonly protocol: string;
}

const portsMax = 1_000;
const protocols = ['tcp', 'udp', 'sctp'];

const readRange = (text: string): Range | null => {
  const [, first = '', last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const range = [Number(first), Number(last)] as const;
  return first !== '' && range[0] >= 1 && range[0] <= range[1] && range[1] <= 65_535 ? range : null;
};

const sizeOf = ([first, last]: Range): number => last - first + 1;

/** What stands before the slash, and the protocol behind it. */
const splitProtocol = (text: string): { readonly ports: string; readonly protocol: string } => {
  const cut = text.indexOf('/');
  if (cut < 0) return { ports: text, protocol: 'tcp' };
  return { ports: text.slice(0, cut), protocol: text.slice(cut + 1).toLowerCase() };
};

/** `[[address:][published]:]target`, an address of version 6 in brackets; empty for another form. */
const splitShort = (text: string): readonly string[] => {
  const [, bracketed, rest = ''] = /^\[([^\]]*)\]:(.*)$/.exec(text) ?? [];
  const parts = bracketed === undefined ? text.split(':') : [bracketed, ...rest.split(':')];
  // Nothing before the colon, and no address: there is something lacking.
  if (text.startsWith(':') || parts.length > 3) return [];
  return bracketed !== undefined && parts.length < 3 ? [] : ['', '', ...parts].slice(-3);
};

const readShort = (text: string): Port | null => {
  const { ports, protocol } = splitProtocol(text);
  const [hostIp = '', first = '', last = ''] = splitShort(ports);
  const [published, target] = [readRange(first), readRange(last)];
  if (target === null || (published === null && first !== '')) return null;
  return { target, published, hostIp, protocol };
};

const readLong = (fields: Fields, place: Place): Port | null => {
  const target = readInteger(fields['target'], below(place, 'target'), { min: 1, max: 65_535 });
  if (fields['target'] === undefined) note(below(place, 'target'), 'is missing');
  if (target === undefined) return null;
  const { published: written } = fields;
  const published = written === undefined ? null : readRange(readText(written) ?? '');
  if (published === null && written !== undefined) return null;
  const hostIp = readText(fields['host_ip']) ?? '';
  const protocol = readText(fields['protocol']) ?? 'tcp';
  return { target: [target, target], published, hostIp, protocol };
};

const ruleOf = ({ target, published, hostIp, protocol }: Port): string | null => {
  if (!protocols.includes(protocol)) return 'must be of tcp, udp or sctp';
  if (hostIp !== '' && isIP(hostIp) === 0) return 'must have an IP address before its ports';
  const isMatch =
    published === null || sizeOf(target) === 1 || sizeOf(target) === sizeOf(published);
  return isMatch ? null : 'must have as many ports on its host as in the container';
};

const isRefused = (port: Port, place: Place): boolean => {
  const rule = ruleOf(port);
  if (rule !== null) note(place, rule);
  return rule !== null;
};

const readPort = (value: unknown, place: Place): Port | null => {
  const before = place.notes.length;
  const port = isFields(value) ? readLong(value, place) : readShort(readText(value) ?? '');
  if (port !== null) return isRefused(port, place) ? null : port;
  if (place.notes.length === before) note(place, 'must be ports such as 127.0.0.1:8080:80/tcp');
  return null;
};

const hostPortOf = ({ target, published }: Port, offset: number): string => {
  if (published === null) return '';
  if (sizeOf(target) > 1 || sizeOf(published) === 1) return String(published[0] + offset);
  return published.join('-');
};

const readExposed = (value: unknown, place: Place): readonly Port[] =>
  itemsOf(value).flatMap((item, index) => {
    const { ports, protocol } = splitProtocol(readText(item) ?? '');
    const target = readRange(ports);
    if (target === null) note(below(place, index), 'must be a port such as 80/tcp');
    const port = target === null ? null : { target, published: null, hostIp: '', protocol };
    return port === null || isRefused(port, below(place, index)) ? [] : [port];
  });

/** Reads `ports` and `expose`. */
export const readPorts = (service: Fields, place: Place): Ports => {
  const at = below(place, 'ports');
  const bound = itemsOf(service['ports']).flatMap(
    (one, index) => readPort(one, below(at, index)) ?? [],
  );
  const open = readExposed(service['expose'], below(place, 'expose'));
  const all = [...bound, ...open].reduce((sum, { target }) => sum + sizeOf(target), 0);
  if (all > portsMax) {
    note(at, `must not be more than ${portsMax}`);
    return { exposed: {}, bindings: {} };
  }
  const exposed: Record<string, object> = {};
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of [...bound, ...open])
    for (let offset = 0; offset < sizeOf(port.target); offset += 1) {
      const key = `${port.target[0] + offset}/${port.protocol}`;
      exposed[key] = {};
      if (bound.includes(port))
        (bindings[key] ??= []).push({ HostIp: port.hostIp, HostPort: hostPortOf(port, offset) });
    }
  return { exposed, bindings };
};
