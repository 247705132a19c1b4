/** What gateways ask of the signer. */
import { type Endpoint, type NodeContext, type RequestDefinition } from '@moorgate/http';
import {
  redeemEnrolmentToken,
  type RedemptionServices,
  renewCertificate,
  type SigningServices,
} from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { Type } from 'typebox';

/** The context of a request of a gateway. */
export interface SignerContext extends NodeContext, Omit<RedemptionServices, 'signing'> {
  readonly signing: SigningServices;
}

/** Whoever reaches the channel may use it. */
export type SignerEndpoint<R extends RequestDefinition = RequestDefinition> = Endpoint<
  R,
  null,
  SignerContext
>;

const define = <const R extends RequestDefinition>(
  endpoint: SignerEndpoint<R>,
): SignerEndpoint<R> => endpoint;

/** Octets in base64; what is behind the limits is no certificate and no request of a device. */
const Base64Schema = Type.String({ maxLength: 32_768, pattern: '^[A-Za-z0-9+/]+={0,2}$' });

const IssuedSchema = Type.Object({ certificate: Base64Schema }, { $id: 'IssuedCertificate' });

const postRenewal = define({
  operationId: 'postRenewal',
  method: 'POST',
  path: '/renewals',
  summary: 'Renew the certificate of a device',
  tag: 'Signer',
  access: null,
  request: {
    body: Type.Object({
      certificate: Base64Schema,
      signingRequest: Base64Schema,
      address: Type.String({ maxLength: 64 }),
    }),
  },
  responses: { 200: { description: 'The certificate, in DER.', schema: IssuedSchema } },
  faults: [],
  handle: async (ctx, { body }) => {
    const { address } = body;
    const issued = await renewCertificate({ ...ctx, address }, ctx.signing, {
      certificate: Buffer.from(body.certificate, 'base64'),
      signingRequest: Buffer.from(body.signingRequest, 'base64'),
    });
    return { status: 200, body: { certificate: issued.der.toString('base64') } };
  },
});

const postEnrolment = define({
  operationId: 'postEnrolment',
  method: 'POST',
  path: '/enrolments',
  summary: 'Register a device that shows an enrolment token',
  tag: 'Signer',
  access: null,
  request: {
    body: Type.Object({
      token: Type.String({ maxLength: 256 }),
      signingRequest: Base64Schema,
      address: Type.String({ maxLength: 64 }),
    }),
  },
  responses: { 200: { description: 'The certificate, in DER.', schema: IssuedSchema } },
  faults: [],
  handle: async (ctx, { body }) => {
    const { address, token } = body;
    const signingRequest = Buffer.from(body.signingRequest, 'base64');
    const issued = await redeemEnrolmentToken({ ...ctx, address }, ctx, { token, signingRequest });
    return { status: 200, body: { certificate: issued.der.toString('base64') } };
  },
});

/** Waiting requests cost a connection to the store each, which the admin API needs for everybody else. */
const underWayMax = 16;

const bounded = (endpoints: readonly SignerEndpoint[]): SignerEndpoint[] => {
  let underWay = 0;
  return endpoints.map((endpoint) => ({
    ...endpoint,
    handle: async (ctx, input) => {
      if (underWay >= underWayMax) throw fault('signer_unavailable', { retryAfterSeconds: 1 });
      underWay += 1;
      try {
        return await endpoint.handle(ctx, input);
      } finally {
        underWay -= 1;
      }
    },
  }));
};

/** The endpoints of a channel, at most sixteen requests at once. Faults: signer_unavailable, above that. */
export const createSignerEndpoints = (): readonly SignerEndpoint[] =>
  bounded([postRenewal, postEnrolment]);
