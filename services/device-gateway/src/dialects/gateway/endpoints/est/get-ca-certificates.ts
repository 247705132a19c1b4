/** GET /.well-known/est/cacerts: the CAs under which devices are known (RFC 7030, 4.1). */
import { defineGatewayEndpoint } from '../../context.ts';
import { certificatesReply, certificatesResponse } from '../../est-messages.ts';

export const getCaCertificates = defineGatewayEndpoint({
  operationId: 'getCaCertificates',
  method: 'GET',
  path: '/.well-known/est/cacerts',
  summary: 'Read the certificates of the device CAs',
  description:
    'Of every device CA that is in use, and whatever the operator hands out beside them.',
  tag: 'Certificates',
  access: { admits: ['anonymous', 'device', 'renewable'] },
  request: {},
  responses: { 200: certificatesResponse },
  faults: [],
  handle: ({ services }) => Promise.resolve(certificatesReply(services.est.caCertificates())),
});
