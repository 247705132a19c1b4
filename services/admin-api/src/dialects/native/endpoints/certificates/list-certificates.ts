/** GET /certificates. */
import {
  type CertificateKind,
  certificateState,
  daysLeft,
  type WatchedCertificate,
} from '@moorgate/auth';
import { listCertificates } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { type CertificateBody, CertificateSchema } from '../../schemas-certificates.ts';

const kinds: Readonly<Record<CertificateKind, CertificateBody['kind']>> = {
  server: 'server',
  root: 'root',
  ca: 'ca',
  device_ca: 'device-ca',
};

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

const toCertificateBody = (certificate: WatchedCertificate, now: Date): CertificateBody => ({
  kind: kinds[certificate.kind],
  source: certificate.source,
  subject: certificate.subject,
  sha256: certificate.sha256,
  'not-before': seconds(certificate.notBefore),
  'not-after': seconds(certificate.notAfter),
  'days-left': daysLeft(certificate, now),
  state: certificateState(certificate, now),
});

/** What will end, and when. */
export const listCertificatesEndpoint = defineEndpoint({
  operationId: 'listCertificates',
  method: 'GET',
  path: '/certificates',
  summary: 'List certificates by their ends',
  description:
    'The certificate of this API, those that it was told to watch (of the gateway, and of the root), and the device CAs in use.',
  tag: 'Certificates',
  access: { scopes: ['devices:read'] },
  request: {},
  responses: {
    200: {
      description: 'The certificates, the first to end first.',
      schema: Type.Array(CertificateSchema),
    },
  },
  faults: [],
  async handle(ctx: NativeContext) {
    const now = ctx.clock.now();
    const certificates = await listCertificates(ctx, ctx.certificateFiles);
    return { status: 200, body: certificates.map((one) => toCertificateBody(one, now)) };
  },
});
