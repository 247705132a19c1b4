/** The TLS of a device: what it shows, and what it accepts. */
import { isIP, type TcpNetConnectOpts } from 'node:net';
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls';
import type { ClientIdentity } from '../credentials/credentials.ts';

/** Whom a connection is to, and as whom. */
export interface TlsTarget {
  /** The name or address that the gateway's certificate must have. */
  readonly serverName: string;
  /** In PEM. */
  readonly rootCertificate: string;
  /** Null to show no certificate. */
  readonly identity: ClientIdentity | null;
}

/**
 * Starts a handshake, never a resumed one. SNI carries no addresses (RFC 6066, 3); the certificate is checked against the
 * name all the same.
 */
export const connectTls = (
  connection: TcpNetConnectOpts,
  { serverName, rootCertificate, identity }: TlsTarget,
): TLSSocket =>
  connect({
    ...connection,
    ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
    checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate),
    ca: rootCertificate,
    ...(identity === null ? {} : { cert: identity.certificate, key: identity.privateKey }),
    // What most devices agree on; to offer more would cost this side a key pair each time.
    ecdhCurve: 'X25519',
    ALPNProtocols: ['http/1.1'],
  });
