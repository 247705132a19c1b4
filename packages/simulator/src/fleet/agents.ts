/** What the agents of real devices send. */
import { createHash } from 'node:crypto';

/** Headers by name, in the order in which they go out. */
export type RequestHeaders = Readonly<Record<string, string>>;

/** What a device knows that shows in its next request. */
export interface DeviceMemory {
  /** How many polls have been answered: before the first one a device knows nothing of its target. */
  answered: number;
  /** The `Date` of the last configuration that it got. */
  configurationDate: string | null;
}

/** One kind of agent. */
export interface Agent {
  readonly name: string;
  /** What it polls. */
  readonly path: string;
  /** True when it keeps its connection between polls, unless a fleet says otherwise. */
  readonly keepsConnection: boolean;
  /** How long it waits, in milliseconds, each time that it gets no answer or one of 5xx, before it gives the poll up. */
  readonly retryWaitsMs: readonly number[];
  /** Everything but Host and Connection. */
  headers(memory: DeviceMemory): RequestHeaders;
}

/** The target that a simulated device says it runs. */
const target = {
  name: 'intel-corei7-64-lmp-7',
  tag: 'main',
  ostreeHash: createHash('sha256').update('intel-corei7-64-lmp-7').digest('hex'),
  apps: 'shellhttpd,fluentbit',
};

/** The zone is written as Go writes it. */
const asGoTime = (date: string): string => date.replace(/GMT$/, 'UTC');

const fioconfig: Agent = {
  name: 'fioconfig',
  path: '/config',
  keepsConnection: false,
  retryWaitsMs: [1_000, 2_000, 5_000, 13_000, 30_000],
  headers: ({ configurationDate }) => ({
    'User-Agent': 'fioconfig-client/3',
    'Content-Type': 'application/json',
    ...(configurationDate === null ? {} : { 'If-Modified-Since': asGoTime(configurationDate) }),
    'Accept-Encoding': 'gzip',
  }),
};

const fioup: Agent = {
  name: 'fioup',
  path: '/device',
  keepsConnection: false,
  retryWaitsMs: fioconfig.retryWaitsMs,
  headers: ({ answered }) => ({
    'User-Agent': 'fioup//1.0.0',
    'x-ats-tags': target.tag,
    ...(answered === 0 ? {} : { 'x-ats-dockerapps': target.apps, 'x-ats-target': target.name }),
    'Accept-Encoding': 'gzip',
  }),
};

const aktualizrLite: Agent = {
  name: 'aktualizr-lite',
  path: '/device',
  keepsConnection: true,
  retryWaitsMs: [1_000, 1_000, 1_000],
  headers: ({ answered }) => ({
    'User-Agent': 'Aktualizr/2020.10',
    Accept: '*/*',
    'x-ats-tags': target.tag,
    'x-ats-dockerapps': answered === 0 ? '' : target.apps,
    'x-ats-target': answered === 0 ? 'unknown' : target.name,
    'x-ats-ostreehash': answered === 0 ? 'unknown' : target.ostreeHash,
  }),
};

/** Every kind, by name. */
export const agents = { fioconfig, fioup, 'aktualizr-lite': aktualizrLite } as const;

export type AgentName = keyof typeof agents;

/** The three kinds in turn: what a mixed fleet consists of. */
export const agentInTurn = (index: number): Agent => {
  const kinds = Object.values(agents);
  return kinds[index % kinds.length]!;
};

/** The head of a GET without a body. */
export const requestHead = (path: string, host: string, headers: RequestHeaders): string => {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${fields.join('')}\r\n`;
};
