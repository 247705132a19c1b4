/** POST /.well-known/est/simplereenroll: another certificate for the device that asks (RFC 7030, 4.2.2). */
import { readSigningRequest, subjectOfCertificate } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { connectedDevice, defineGatewayEndpoint } from '../../context.ts';
import {
  certificatesReply,
  certificatesResponse,
  readSigningRequestBody,
  signingRequestBody,
} from '../../est-messages.ts';

export const renewCertificate = defineGatewayEndpoint({
  operationId: 'renewCertificate',
  method: 'POST',
  path: '/.well-known/est/simplereenroll',
  summary: 'Renew the certificate of this device, with its key or with another one',
  description:
    'The subject of the request is, octet by octet, that of the present certificate. Another key becomes the next key of the device: the present one admits it until a connection shows the next one.',
  tag: 'Certificates',
  access: { admits: ['device', 'renewable'] },
  request: { stream: signingRequestBody },
  responses: { 200: certificatesResponse },
  faults: [
    'signing_request_malformed',
    'signing_request_unsigned',
    'signing_request_key_forbidden',
    'signing_request_subject_mismatch',
    'body_too_large',
    'device_ca_cannot_sign',
    'next_key_taken',
    'next_key_retired',
    'next_key_purged',
    'next_keys_exhausted',
    'rate_limited',
    'signer_unavailable',
  ],
  handle: async (ctx, { stream }) => {
    const certificate = connectedDevice(ctx).certificate();
    const signingRequest = await readSigningRequestBody(stream);
    // The signer asks the same again; what is wrong is told without it.
    const { subject } = readSigningRequest(signingRequest);
    if (!subject.equals(subjectOfCertificate(certificate)))
      throw fault('signing_request_subject_mismatch');
    const { requestId } = ctx;
    const address = ctx.address ?? '';
    const issued = await ctx.services.est.signer.renew({
      certificate,
      signingRequest,
      address,
      requestId,
    });
    return certificatesReply([issued]);
  },
});
