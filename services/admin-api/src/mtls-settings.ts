/** The settings of the listener for clients that prove with a certificate who they are. */
import { listenAddressPattern } from '@moorgate/config';
import { Type } from 'typebox';

/** Rows of the configuration. */
export const mtlsSettings = {
  mtlsAddress: {
    variable: 'MOORGATE_ADMIN_MTLS_ADDR',
    schema: Type.String({ pattern: listenAddressPattern }),
    description:
      'Where the API answers clients that show a certificate (RFC 8705): `host:port`, `[IPv6]:port`, or `:port` for every address. Nowhere unless given; browsers are never asked for a certificate at the ordinary address.',
    isOptional: true,
  },
  mtlsUrl: {
    variable: 'MOORGATE_ADMIN_MTLS_URL',
    schema: Type.String({ pattern: '^https://[^/?#]+/?$' }),
    description:
      'The address under which clients with a certificate reach the API, where it is another one than that of `MOORGATE_ADMIN_URL` with the port of `MOORGATE_ADMIN_MTLS_ADDR`.',
    isOptional: true,
  },
  mtlsKeyFile: {
    variable: 'MOORGATE_ADMIN_MTLS_KEY',
    schema: Type.String({ minLength: 1 }),
    description:
      'The private key of that listener, in PEM; that of `MOORGATE_TLS_KEY` unless given. Read again when the file changes.',
    isOptional: true,
  },
  mtlsCertificateFile: {
    variable: 'MOORGATE_ADMIN_MTLS_CERT',
    schema: Type.String({ minLength: 1 }),
    description:
      'The certificate of that listener with its chain, in PEM; that of `MOORGATE_TLS_CERT` unless given.',
    isOptional: true,
  },
} as const;
