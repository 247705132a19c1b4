/** The server under the application: HTTPS with a certificate that can change, or plain HTTP on loopback. */
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Logger } from '@moorgate/observability';

/** Where the key and the certificate chain are, in PEM. */
export interface TlsFiles {
  readonly keyFile: string;
  readonly certificateFile: string;
}

/** What to listen on, and how. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsFiles | null;
  readonly log: Logger;
}

/** A server that answers. */
export interface Listener {
  readonly url: string;
  /** Lets requests end, for ten seconds at most, and closes every connection. */
  close(): Promise<void>;
}

const headersTimeoutMs = 10_000;
const requestTimeoutMs = 60_000;
const keepAliveTimeoutMs = 65_000;
const closeTimeoutMs = 10_000;
const certificatePollMs = 1_000;

const readTls = ({ keyFile, certificateFile }: TlsFiles): { key: Buffer; cert: Buffer } => ({
  key: readFileSync(keyFile),
  cert: readFileSync(certificateFile),
});

/** Starts to listen; resolves when connections are accepted. Throws when the address or the certificate cannot be used. */
export const listen = async (
  options: ListenOptions,
  answer: RequestListener,
): Promise<Listener> => {
  const { host, port, tls, log } = options;
  const limits = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
  };
  const server = tls === null ? createServer(limits, answer) : secured(tls, limits, answer);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const stopWatching =
    tls === null ? undefined : followCertificate(server as HttpsServer, tls, log);
  return {
    url: `${tls === null ? 'http' : 'https'}://${authority(server)}`,
    close: async () => {
      stopWatching?.();
      await closeServer(server);
    },
  };
};

const secured = (tls: TlsFiles, limits: object, answer: RequestListener): HttpsServer =>
  createHttpsServer({ ...limits, ...readTls(tls), minVersion: 'TLSv1.2' }, answer);

/**
 * Takes another certificate for new connections when one of the files changes. Between the change of the one and of the
 * other they do not fit together; then, and whenever they cannot be read, the present pair stays.
 */
const followCertificate = (server: HttpsServer, tls: TlsFiles, log: Logger): (() => void) => {
  const reload = (): void => {
    try {
      server.setSecureContext({ ...readTls(tls), minVersion: 'TLSv1.2' });
      log.info('certificate reloaded');
    } catch (error) {
      log.error({ err: error }, 'certificate not reloaded; the present one stays');
    }
  };
  const files = [tls.keyFile, tls.certificateFile];
  for (const file of files)
    watchFile(file, { persistent: false, interval: certificatePollMs }, reload);
  return () => {
    for (const file of files) unwatchFile(file, reload);
  };
};

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), closeTimeoutMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });

/** How a client on this host reaches the server: an address that means "all of them" is none to connect to. */
const authority = (server: Server): string => {
  const { address, family, port } = server.address() as AddressInfo;
  if (address === '0.0.0.0') return `127.0.0.1:${port}`;
  if (address === '::') return `localhost:${port}`;
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
};
