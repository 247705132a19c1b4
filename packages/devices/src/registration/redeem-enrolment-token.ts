/** Enrolment over EST (RFC 7030, 4.2.1): a device shows an enrolment token and a request, and gets its certificate. */
import {
  type Context,
  readSigningRequest,
  type SignedDeviceCertificate,
  type TokenKeys,
} from '@moorgate/auth';
import { authenticateEnrolmentToken } from '../enrolment-tokens/spend-enrolment-token.ts';
import type { DeviceCreation } from './create-device.ts';
import { identifyRegisteringDevice } from './read-registration.ts';
import { enrolRegisteringDevice } from './register-device.ts';

/** What a gateway passes on: the text of the token, and the request in DER. */
export interface Redemption {
  readonly token: string;
  readonly signingRequest: Buffer;
}

/** What it stands on: the keys are those that gateways have too. */
export interface RedemptionServices extends DeviceCreation {
  readonly enrolmentKeys: TokenKeys;
}

/**
 * Certifies a device whose UUID is the common name of its request, as one use of the token, and writes it down: without a
 * name, in the group of the token. On the admin side, in the place of the gateway, whose address for the device `ctx` has.
 * Faults: credentials_invalid, token_address_forbidden, signing_request_malformed, signing_request_key_forbidden,
 * signing_request_unsigned, signing_request_name_mismatch, signing_request_factory_mismatch, scope_not_held; those of
 * `createDevice`.
 */
export const redeemEnrolmentToken = async (
  ctx: Omit<Context, 'principal'>,
  services: RedemptionServices,
  { token, signingRequest }: Redemption,
): Promise<SignedDeviceCertificate> => {
  const { enrolmentKeys: keys, factory } = services;
  const principal = await authenticateEnrolmentToken(ctx, { keys, factory }, token);
  const device = identifyRegisteringDevice(readSigningRequest(signingRequest), factory);
  return enrolRegisteringDevice({ ...ctx, principal }, services, device);
};
