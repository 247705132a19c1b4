/**
 * The private channel between gateways and the signer: HTTP over a Unix socket that nobody may open but its owner, and the
 * group of its folder where that may enter it; or over mutual TLS between hosts.
 */
import type { X509Certificate } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { Context } from '@moorgate/auth';
import { type ListenAddress } from '@moorgate/config';
import type { RedemptionServices, SigningServices } from '@moorgate/devices';
import {
  anonymous,
  chooseRequestId,
  closeServer,
  isIssuedDirectly,
  type KeyPairFiles,
  listenOnSocket,
  mountNode,
  openMutualTls,
  readIssuers,
} from '@moorgate/http';
import { createSignerEndpoints, type SignerContext } from './signer-endpoints.ts';

/** Where the channel is. */
export interface SignerChannelOptions {
  /** The path of a Unix socket. */
  readonly socketPath?: string | undefined;
  /** Mutual TLS: where, with which certificate, and the CAs of the gateways. */
  readonly tls?: {
    readonly address: ListenAddress;
    readonly files: KeyPairFiles;
    readonly gatewayCasFile: string;
  };
}

/** What answers on it. */
export interface SignerChannelServices
  extends
    Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>,
    Pick<RedemptionServices, 'factory' | 'enrolmentKeys'> {
  readonly signing: SigningServices;
}

/** An open channel. */
export interface SignerChannel {
  /** Where it listens for TLS; null where it does not. */
  readonly url: string | null;
  close(): Promise<void>;
}

const limits = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8_192,
};
const connectionsMax = 256;
const closeTimeoutMs = 5_000;

const createAnswerer = (services: SignerChannelServices): RequestListener => {
  const mount = mountNode<null, SignerContext>({
    endpoints: createSignerEndpoints(),
    requireAccess: () => undefined,
    onAnswer: () => undefined,
  });
  return (request, response) => {
    const offered = request.headers['x-request-id'];
    const requestId = chooseRequestId(typeof offered === 'string' ? offered : undefined);
    mount({ ...services, principal: anonymous, requestId, address: null }, request, response);
  };
};

const openSocket = async (path: string, answer: RequestListener): Promise<() => Promise<void>> => {
  const server = createServer(limits, answer);
  server.maxConnections = connectionsMax;
  await listenOnSocket(server, path, 'signer');
  return () => closeServer(server, closeTimeoutMs);
};

const openTls = (
  { address, files, gatewayCasFile }: NonNullable<SignerChannelOptions['tls']>,
  { clock, log }: SignerChannelServices,
  answer: RequestListener,
): Promise<SignerChannel> => {
  const cas = readIssuers(gatewayCasFile);
  const options = {
    ...{ address, files, limits, connectionsMax, log, closeTimeoutMs },
    isPeer: (certificate: X509Certificate | undefined) =>
      isIssuedDirectly(certificate, cas, clock.now()),
    refusal: 'no gateway: refused at the signer',
  };
  return openMutualTls(options, (server) => void server.on('request', answer));
};

/**
 * Opens the channel wherever it is configured. Whoever may open the socket, or shows a certificate that a CA of the
 * gateways issued, may ask; what is signed is decided for each request. Rejects with one sentence for a person when the
 * socket, the address or a file cannot be used.
 */
export const openSignerChannel = async (
  { socketPath, tls }: SignerChannelOptions,
  services: SignerChannelServices,
): Promise<SignerChannel> => {
  const answer = createAnswerer(services);
  const closeSocket =
    socketPath === undefined ? () => Promise.resolve() : await openSocket(socketPath, answer);
  try {
    const opened = tls === undefined ? null : await openTls(tls, services, answer);
    return {
      url: opened?.url ?? null,
      close: async () => {
        await Promise.all([closeSocket(), opened?.close()]);
      },
    };
  } catch (error) {
    await closeSocket();
    throw error;
  }
};
