/** How a gateway reaches the signer of the device CA. */
import { renewalGraceSetting } from '@moorgate/config';
import { Type } from 'typebox';

export const signerSettings = {
  signerSocket: {
    variable: 'MOORGATE_SIGNER_SOCKET',
    schema: Type.String({ minLength: 1, maxLength: 107 }),
    description: 'The Unix socket of the signer, where the admin API runs on the same host.',
    isOptional: true,
  },
  signerUrl: {
    variable: 'MOORGATE_SIGNER_URL',
    schema: Type.String({ pattern: '^https://[^/?#]+/?$' }),
    description:
      'The address of the signer on another host, in the place of a socket; this gateway shows it its own certificate.',
    isOptional: true,
  },
  signerCaFile: {
    variable: 'MOORGATE_SIGNER_CA',
    schema: Type.String({ minLength: 1 }),
    description: 'The CAs that may have issued the certificate of the signer there, in PEM.',
    isOptional: true,
  },
  renewalGraceDays: renewalGraceSetting,
  estCaFile: {
    variable: 'MOORGATE_EST_CA_CERTS',
    schema: Type.String({ minLength: 1 }),
    description:
      'Certificates that EST hands out beside those of the device CAs, in PEM: that of their root, say.',
    isOptional: true,
  },
} as const;
