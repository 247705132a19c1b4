/** POST /.well-known/est/simpleenroll: the first certificate of a device, for an enrolment token (RFC 7030, 4.2.1). */
import { readSigningRequest } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { defineGatewayEndpoint } from '../../context.ts';
import {
  certificatesReply,
  certificatesResponse,
  readSigningRequestBody,
  signingRequestBody,
} from '../../est-messages.ts';
import { readEnrolmentToken } from '../../read-enrolment-token.ts';

export const enrolDevice = defineGatewayEndpoint({
  operationId: 'enrolDevice',
  method: 'POST',
  path: '/.well-known/est/simpleenroll',
  summary: 'Register with an enrolment token, and get the first certificate',
  description:
    'The token is the password of HTTP Basic authentication, whatever the name, a bearer token, or in `OSF-TOKEN`. The subject of the request has the UUID as its common name and the factory as its organizational unit.',
  tag: 'Certificates',
  access: { admits: ['anonymous'] },
  request: { stream: signingRequestBody },
  responses: { 200: certificatesResponse },
  faults: [
    'credentials_required',
    'credentials_invalid',
    'token_address_forbidden',
    'signing_request_malformed',
    'signing_request_unsigned',
    'signing_request_key_forbidden',
    'signing_request_name_mismatch',
    'signing_request_factory_mismatch',
    'enrolment_device_forbidden',
    'scope_not_held',
    'body_too_large',
    'device_exists',
    'device_key_purged',
    'device_ca_cannot_sign',
    'rate_limited',
    'signer_unavailable',
  ],
  handle: async (ctx, { stream }) => {
    const token = readEnrolmentToken(ctx.headers);
    if (token === null) throw fault('credentials_required');
    const { signer, screenToken } = ctx.services.est;
    // The signer asks the same again, and decides; what is wrong is told without it.
    await screenToken(ctx, token);
    const signingRequest = await readSigningRequestBody(stream);
    readSigningRequest(signingRequest);
    const { requestId } = ctx;
    const address = ctx.address ?? '';
    return certificatesReply([await signer.enrol({ token, signingRequest, address, requestId })]);
  },
});
