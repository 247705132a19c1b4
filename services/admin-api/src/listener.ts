/** The server under the application: HTTPS with a certificate that can change, or plain HTTP on loopback. */
import { constants } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { ListenAddress } from '@moorgate/config';
import {
  type AnyServer,
  applicationProtocols,
  brokenRequestOptions,
  closeServer,
  type KeyPair,
  type KeyPairFiles,
  listen,
  readKeyPair,
  takeRequests,
  takeUpgrades,
  tlsPolicy,
  type Upgrades,
  watchKeyPair,
} from '@moorgate/http';
import type { Logger } from '@moorgate/observability';

/** What to listen on, and how. */
export interface ListenOptions {
  readonly address: ListenAddress;
  /** Null for plain HTTP. */
  readonly tls: KeyPairFiles | null;
  readonly log: Logger;
  /** True for clients that prove with a certificate who they are; which one that may be is for others to say. */
  readonly asksForCertificate?: true;
  /** Sees each pair that is in use from then on. */
  readonly onKeyPair?: (pair: KeyPair) => void;
  /** Which requests may go on with raw bytes; none unless given, and then what they ask for is ignored. */
  readonly mayUpgrade?: (request: IncomingMessage) => boolean;
}

/** A server that answers. */
export interface Listener {
  readonly url: string;
  /** Lets requests end, for ten seconds at most, and closes every connection. */
  close(): Promise<void>;
}

const options = {
  ...brokenRequestOptions,
  headersTimeout: 10_000,
  keepAliveTimeout: 65_000,
};
const closeTimeoutMs = 10_000;

/** Starts to listen; resolves when connections are accepted. Throws when the address or the certificate cannot be used. */
export const openListener = async (
  { address, tls, log, asksForCertificate, onKeyPair, mayUpgrade = () => false }: ListenOptions,
  answer: RequestListener,
): Promise<Listener> => {
  const all = { ...options, shouldUpgradeCallback: mayUpgrade };
  if (tls === null) {
    const server = createServer(all);
    takeRequests(server, answer);
    const upgrades = takeUpgrades(server, answer);
    const { url } = await listen(server, address);
    return { url, close: () => closeAll(server, upgrades) };
  }
  const first = readKeyPair(tls);
  const contextOf = asksForCertificate === true ? askingContext : secureContext;
  const server = createHttpsServer({
    ...all,
    ...contextOf(first),
    ...(asksForCertificate === true ? { requestCert: true, rejectUnauthorized: false } : {}),
    ALPNProtocols: applicationProtocols,
  });
  takeRequests(server, answer);
  const upgrades = takeUpgrades(server, answer);
  onKeyPair?.(first);
  const { url } = await listen(server, address);
  const apply = (pair: KeyPair): void => {
    server.setSecureContext(contextOf(pair));
    onKeyPair?.(pair);
  };
  const watch = watchKeyPair(tls, apply, log);
  return {
    url,
    close: async () => {
      watch.stop();
      await closeAll(server, upgrades);
    },
  };
};

/** Raw connections know no end of a request, so they are cut at once. */
const closeAll = (server: AnyServer, upgrades: Upgrades): Promise<void> => {
  upgrades.close();
  return closeServer(server, closeTimeoutMs);
};

const secureContext = (pair: KeyPair) => ({ ...pair, ...tlsPolicy });

/** No CA is named to clients, so they offer whatever certificate they have; and no session is resumed without its proof. */
const askingContext = (pair: KeyPair) => ({
  ...secureContext(pair),
  ca: [],
  secureOptions: tlsPolicy.secureOptions | constants.SSL_OP_NO_TICKET,
});
