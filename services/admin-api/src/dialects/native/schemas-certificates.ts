/** The wire shape of certificates whose ends are watched. */
import { certificateStates } from '@moorgate/auth';
import { oneOf, UnixSecondsSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';

export const CertificateSchema = Type.Object(
  {
    kind: {
      ...oneOf(['server', 'root', 'ca', 'device-ca']),
      description:
        'server: of the gateway or of this API; root: signed by itself; ca: between a root and what it issued; device-ca: signs certificates of devices.',
    },
    source: Type.String({ description: 'The name of its file, or the id of the device CA.' }),
    subject: Type.String(),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the certificate.' }),
    'not-before': UnixSecondsSchema,
    'not-after': UnixSecondsSchema,
    'days-left': Type.Integer({ description: 'Whole days until it ends; negative after that.' }),
    state: {
      ...oneOf(certificateStates),
      description:
        'pending: not valid yet; valid; ending: valid for less than thirty more days; expired.',
    },
  },
  { $id: 'Certificate' },
);
export type CertificateBody = Static<typeof CertificateSchema>;
