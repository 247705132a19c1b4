/** The listener for clients that prove with a certificate who they are (RFC 8705, section 5), beside the ordinary one. */
import type { IncomingMessage, RequestListener } from 'node:http';
import { parseListenAddress } from '@moorgate/config';
import { fault } from '@moorgate/errors';
import {
  chooseRequestId,
  type KeyPairFiles,
  peerCertificateThumbprint,
  renderProblem,
  writeLastReply,
} from '@moorgate/http';
import type { Logger } from '@moorgate/observability';
import type { AdminApiConfig } from './config.ts';
import { mayUpgrade } from './docker/docker-path.ts';
import { openListener } from './listener.ts';

/** It, or its absence. */
export interface MtlsListener {
  /** The origin under which clients reach it; null where there is none. */
  readonly origin: string | null;
  close(): Promise<void>;
}

type MtlsConfig = Pick<
  AdminApiConfig,
  | 'mtlsAddress'
  | 'mtlsUrl'
  | 'mtlsKeyFile'
  | 'mtlsCertificateFile'
  | 'publicUrl'
  | 'tlsKeyFile'
  | 'tlsCertificateFile'
>;

const none: MtlsListener = { origin: null, close: () => Promise.resolve() };

const keyPairFilesOf = (config: MtlsConfig): KeyPairFiles => {
  const { mtlsKeyFile, mtlsCertificateFile } = config;
  if ((mtlsKeyFile === undefined) !== (mtlsCertificateFile === undefined))
    throw new Error(
      'MOORGATE_ADMIN_MTLS_KEY and MOORGATE_ADMIN_MTLS_CERT are set together or not at all',
    );
  const tlsKeyFile = mtlsKeyFile ?? config.tlsKeyFile;
  const tlsCertificateFile = mtlsCertificateFile ?? config.tlsCertificateFile;
  if (tlsKeyFile === undefined || tlsCertificateFile === undefined)
    throw new Error(
      'MOORGATE_ADMIN_MTLS_ADDR needs a certificate: set MOORGATE_ADMIN_MTLS_KEY and MOORGATE_ADMIN_MTLS_CERT, or MOORGATE_TLS_KEY and MOORGATE_TLS_CERT',
    );
  return { tlsKeyFile, tlsCertificateFile };
};

/** As configured; else the public host, which is the same for both listeners, with the port of this one. */
const originOf = ({ mtlsUrl, publicUrl }: MtlsConfig, listenUrl: string): string => {
  if (mtlsUrl !== undefined) return new URL(mtlsUrl).origin;
  if (publicUrl === undefined) return new URL(listenUrl).origin;
  const { hostname } = new URL(publicUrl);
  return new URL(`https://${hostname}:${new URL(listenUrl).port}`).origin;
};

const requestIdOf = ({ headers }: IncomingMessage): string => {
  const offered = headers['x-request-id'];
  return chooseRequestId(typeof offered === 'string' ? offered : undefined);
};

/** Answers whoever shows no certificate with the reason, and closes the connection. */
const withCertificate =
  (answer: RequestListener): RequestListener =>
  (request, response) => {
    if (peerCertificateThumbprint(request.socket) !== null) {
      answer(request, response);
      return;
    }
    const requestId = requestIdOf(request);
    const reply = renderProblem(fault('client_certificate_required'), requestId);
    writeLastReply(request, response, { reply, requestId });
  };

/**
 * Opens it where it is configured. It asks for a certificate and lets the handshake prove possession of its key, whoever
 * signed it: a client is known by the thumbprint that stands in its credential. Nothing is resumed, so each connection has
 * proved it. Throws one sentence for a person when its address or its certificate cannot be used.
 */
export const openMtlsListener = async (
  config: MtlsConfig,
  log: Logger,
  answer: RequestListener,
): Promise<MtlsListener> => {
  if (config.mtlsAddress === undefined) return none;
  const address = parseListenAddress(config.mtlsAddress);
  const tls = keyPairFilesOf(config);
  const options = { address, tls, log, asksForCertificate: true, mayUpgrade } as const;
  const listener = await openListener(options, withCertificate(answer));
  return { origin: originOf(config, listener.url), close: listener.close };
};
