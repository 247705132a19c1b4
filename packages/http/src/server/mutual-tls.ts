/** A listener at which services on other hosts ask, known by their certificates. */
import type { X509Certificate } from 'node:crypto';
import type { ServerOptions } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { Logger } from '@moorgate/observability';
import { type KeyPairFiles, readKeyPair, watchKeyPair } from './key-pair.ts';
import { closeServer, listen } from './listen.ts';
import { tlsPolicy } from './tls-policy.ts';

/** What it stands on. */
export interface MutualTlsOptions {
  readonly address: { readonly host: string; readonly port: number };
  /** The certificate that it shows; read again when the files change. */
  readonly files: KeyPairFiles;
  readonly limits: ServerOptions;
  readonly connectionsMax: number;
  /** Says who may ask; asked once for each connection, after the handshake has proved possession of the key. */
  isPeer(certificate: X509Certificate | undefined): boolean;
  /** What is logged, with the address, of anybody else. */
  readonly refusal: string;
  readonly log: Logger;
  /** How long requests may go on after `close`, in milliseconds. */
  readonly closeTimeoutMs: number;
}

/** An open listener. */
export interface MutualTlsListener {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Opens it; `prepare` adds what answers. The connection of whoever is no peer is closed before its first request. Rejects with
 * one sentence for a person when the address or a file cannot be used.
 */
export const openMutualTls = async (
  options: MutualTlsOptions,
  prepare: (server: Server) => void,
): Promise<MutualTlsListener> => {
  const { address, files, limits, log } = options;
  const secure = (pair: ReturnType<typeof readKeyPair>) => ({ ...pair, ...tlsPolicy });
  const asking = { requestCert: true, rejectUnauthorized: false };
  const server = createServer({ ...limits, ...secure(readKeyPair(files)), ...asking });
  server.maxConnections = options.connectionsMax;
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    if (options.isPeer(socket.getPeerX509Certificate())) return;
    log.warn({ address: socket.remoteAddress }, options.refusal);
    socket.destroy();
  });
  prepare(server);
  const { url, port } = await listen(server, address);
  const watch = watchKeyPair(files, (pair) => server.setSecureContext(secure(pair)), log);
  return {
    url,
    port,
    close: async () => {
      watch.stop();
      await closeServer(server, options.closeTimeoutMs);
    },
  };
};
