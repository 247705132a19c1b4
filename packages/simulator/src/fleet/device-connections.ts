/** The connections of one device, and what its agent asks on them. */
import type { ClientIdentity } from '../credentials/credentials.ts';
import { type Agent, type DeviceMemory, requestHead, type RequestHeaders } from './agents.ts';
import type { DeviceAnswer } from './answer-reader.ts';
import type { LinkEvent } from './fleet-event.ts';
import { type Link, openLink } from './link.ts';

/** Where a gateway is, and the name or address that its certificate must have. */
export interface GatewayAddress {
  readonly host: string;
  readonly port: number;
  readonly serverName: string;
}

/** How a device connects. */
export interface ConnectionSettings {
  readonly agent: Agent;
  /** Whether it asks on one connection for as long as that lasts. */
  readonly keepsConnection: boolean;
  readonly gateway: GatewayAddress;
  readonly localAddress: string | undefined;
  readonly rootCertificate: string;
  /** How long a handshake or an answer may stand still before it gives up, in milliseconds. */
  readonly patienceMs: number;
  identity(): ClientIdentity;
  /** Called for each new connection; answers who is told of it. */
  onOpen(): (event: LinkEvent) => void;
}

/** What one connects with; null is no certificate, 'no TLS' not even a handshake. */
export type ShownIdentity = ClientIdentity | null | 'no TLS';

/** See `SimulatedDevice` for what they guarantee. */
export interface DeviceConnections {
  open(identity: ShownIdentity): Link;
  isConnected(): boolean;
  connect(): Promise<void>;
  ask(path?: string): Promise<DeviceAnswer>;
  download(path: string, bytesPerSecond?: number): Promise<DeviceAnswer>;
  /** Closes the connection that it asks on. */
  disconnect(): void;
  /** The head of a request on a connection that is kept. */
  head(path: string, headers?: RequestHeaders): string;
  closeAll(): Promise<void>;
}

/** Makes them; none is open yet. */
export const createDeviceConnections = (settings: ConnectionSettings): DeviceConnections => {
  const { agent, gateway, keepsConnection, localAddress, patienceMs, rootCertificate } = settings;
  const { host, port, serverName } = gateway;
  const memory: DeviceMemory = { answered: 0, configurationDate: null };
  const links = new Set<Link>();
  let main: Link | null = null;

  const open = (identity: ShownIdentity): Link => {
    const tls = identity === 'no TLS' ? null : { serverName, rootCertificate, identity };
    const onEvent = settings.onOpen();
    const link = openLink({ host, port, localAddress, patienceMs, tls, onEvent });
    links.add(link);
    void link.closed.then(() => links.delete(link));
    return link;
  };
  const head = (path: string, headers: RequestHeaders = {}): string =>
    requestHead(path, `${serverName}:${port}`, { ...agent.headers(memory), ...headers });
  const lastHead = (path: string): string => head(path, { Connection: 'close' });
  const connected = async (): Promise<Link> => {
    if (main?.isOpen() !== true) main = open(settings.identity());
    const link = main;
    await link.connected;
    return link;
  };
  const remember = (path: string, { status, headers }: DeviceAnswer): void => {
    if (status < 400) memory.answered += 1;
    if (path === '/config' && status === 200)
      memory.configurationDate = headers.get('date') ?? null;
  };

  return {
    open,
    isConnected: () => main?.isOpen() === true,
    connect: async () => void (await connected()),
    ask: async (path = agent.path) => {
      const link = await connected();
      const answer = await link.ask(path, keepsConnection ? head(path) : lastHead(path));
      remember(path, answer);
      if (!keepsConnection) link.close();
      return answer;
    },
    download: async (path, bytesPerSecond) => {
      const link = open(settings.identity());
      if (bytesPerSecond !== undefined) link.readAtMost(bytesPerSecond);
      try {
        await link.connected;
        return await link.ask(path, lastHead(path));
      } finally {
        link.close();
      }
    },
    disconnect: () => main?.close(),
    head,
    closeAll: async () => {
      const closing = [...links];
      for (const link of closing) link.close();
      await Promise.all(closing.map((link) => link.closed));
    },
  };
};
