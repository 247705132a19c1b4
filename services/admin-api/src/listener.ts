/** The server under the application: HTTPS with a certificate that can change, or plain HTTP on loopback. */
import { constants } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { ListenAddress } from '@moorgate/config';
import {
  applicationProtocols,
  brokenRequestOptions,
  closeServer,
  type KeyPair,
  type KeyPairFiles,
  listen,
  readKeyPair,
  takeRequests,
  tlsPolicy,
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
  { address, tls, log, asksForCertificate, onKeyPair }: ListenOptions,
  answer: RequestListener,
): Promise<Listener> => {
  if (tls === null) {
    const server = createServer(options);
    takeRequests(server, answer);
    const { url } = await listen(server, address);
    return { url, close: () => closeServer(server, closeTimeoutMs) };
  }
  const first = readKeyPair(tls);
  const contextOf = asksForCertificate === true ? askingContext : secureContext;
  const server = createHttpsServer({
    ...options,
    ...contextOf(first),
    ...(asksForCertificate === true ? { requestCert: true, rejectUnauthorized: false } : {}),
    ALPNProtocols: applicationProtocols,
  });
  takeRequests(server, answer);
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
      await closeServer(server, closeTimeoutMs);
    },
  };
};

const secureContext = (pair: KeyPair) => ({ ...pair, ...tlsPolicy });

/** No CA is named to clients, so they offer whatever certificate they have; and no session is resumed without its proof. */
const askingContext = (pair: KeyPair) => ({
  ...secureContext(pair),
  ca: [],
  secureOptions: tlsPolicy.secureOptions | constants.SSL_OP_NO_TICKET,
});
