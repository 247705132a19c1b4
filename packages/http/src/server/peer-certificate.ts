/** Which certificate a client has shown in the handshake, as tokens are bound to it. */
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

const known = new WeakMap<Socket, string | null>();

const readThumbprint = (socket: Socket): string | null => {
  if (!(socket instanceof TLSSocket)) return null;
  // Without one Node answers an object that is empty, whatever its type says.
  const { raw } = socket.getPeerCertificate() as { readonly raw?: Buffer };
  return raw === undefined ? null : createHash('sha256').update(raw).digest('base64url');
};

/**
 * SHA-256 of the certificate in DER, in base64url (RFC 8705, section 3.1); null where the client was not asked for one, or has
 * shown none. That the client has its key is proved by the handshake; who signed it says nothing here.
 */
export const peerCertificateThumbprint = (socket: Socket): string | null => {
  const found = known.get(socket);
  if (found !== undefined) return found;
  const thumbprint = readThumbprint(socket);
  known.set(socket, thumbprint);
  return thumbprint;
};
