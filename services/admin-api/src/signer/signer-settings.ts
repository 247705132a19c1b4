/** What the signer of the device CA takes from the environment. */
import { listenAddressPattern, renewalGraceSetting } from '@moorgate/config';
import { Type } from 'typebox';

export const signerSettings = {
  deviceCaKey: {
    variable: 'MOORGATE_DEVICE_CA_KEY',
    schema: Type.String({ minLength: 1 }),
    description:
      'The private key of the device CA that registers and renews devices: a file in PEM, or a `pkcs11:` URI (RFC 7512) of a key in a token. Without it no certificate is issued.',
    isOptional: true,
  },
  deviceCaCertificateFile: {
    variable: 'MOORGATE_DEVICE_CA_CERT',
    schema: Type.String({ minLength: 1 }),
    description: 'The certificate of that CA, in PEM.',
    isOptional: true,
  },
  deviceCertificateDays: {
    variable: 'MOORGATE_DEVICE_CERT_DAYS',
    schema: Type.Integer({ minimum: 1, maximum: 36_500 }),
    description: 'The validity of the certificates that it issues, in days.',
    default: 7_300,
  },
  renewalGraceDays: renewalGraceSetting,
  signaturesPerMinute: {
    variable: 'MOORGATE_SIGNATURES_PER_MINUTE',
    schema: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    description:
      'How many certificates are issued in a minute; each device may ask six times a minute.',
    default: 600,
  },
  signerSocket: {
    variable: 'MOORGATE_SIGNER_SOCKET',
    schema: Type.String({ minLength: 1, maxLength: 107 }),
    description:
      'The Unix socket at which gateways on this host ask for certificates, in a folder that nobody else may enter; where its group may, the group may use the socket.',
    isOptional: true,
  },
  signerAddress: {
    variable: 'MOORGATE_SIGNER_ADDR',
    schema: Type.String({ pattern: listenAddressPattern }),
    description:
      'Where gateways on other hosts ask for certificates, over mutual TLS with the certificate of this server.',
    isOptional: true,
  },
  signerGatewayCasFile: {
    variable: 'MOORGATE_SIGNER_GATEWAY_CAS',
    schema: Type.String({ minLength: 1 }),
    description:
      'The CAs that issued the certificates of the gateways that may ask there, in PEM: that of the root, say.',
    isOptional: true,
  },
} as const;
