/** What a device asks for when it registers, and the checks that need nothing but the request. */
import {
  isDeviceUuid,
  readSigningRequestPem,
  type SigningRequest,
  type SotaOverrides,
} from '@moorgate/auth';
import type { Labels } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { checkLabels } from '../labels/label-rules.ts';

/** A request as tools send it. A text that is empty is not there. */
export interface RegistrationRequest {
  readonly uuid: string;
  /** A certificate signing request in PEM. */
  readonly csr: string;
  readonly name?: string | undefined;
  readonly group?: string | undefined;
  readonly hardwareId?: string | undefined;
  /** Where the device will keep its files; `/var/sota` unless given. */
  readonly directory?: string | undefined;
  readonly overrides?: SotaOverrides | undefined;
}

/** Who is to be certified: the UUID in lower case, and the request whose subject it is. */
export interface RegisteringDevice {
  readonly uuid: string;
  readonly signingRequest: SigningRequest;
}

/**
 * Reads the identity of a device from its request, in this order: the UUID, the request itself, its common name, its
 * organizational unit, which must be the factory. Throws `invalid_request`, `signing_request_malformed`,
 * `signing_request_key_forbidden`, `signing_request_unsigned`, `signing_request_name_mismatch` and
 * `signing_request_factory_mismatch`.
 */
export const readRegisteringDevice = (
  { uuid, csr }: Pick<RegistrationRequest, 'uuid' | 'csr'>,
  factory: string,
): RegisteringDevice => {
  if (!isDeviceUuid(uuid)) {
    const issues = [{ pointer: '/uuid', message: 'must be a UUID (RFC 9562)' }];
    throw fault('invalid_request', { issues });
  }
  const signingRequest = readSigningRequestPem(csr);
  if (uuidOf(signingRequest) !== uuid.toLowerCase()) {
    const names = signingRequest.commonNames.join(' ');
    const detail = `CSR CommonName must match the requested UUID: ${names} != ${uuid}`;
    throw fault('signing_request_name_mismatch', { detail });
  }
  return identifyRegisteringDevice(signingRequest, factory);
};

/**
 * The same for a request that is sent alone: the UUID is its common name. Throws `signing_request_name_mismatch` and
 * `signing_request_factory_mismatch`.
 */
export const identifyRegisteringDevice = (
  signingRequest: SigningRequest,
  factory: string,
): RegisteringDevice => {
  const uuid = uuidOf(signingRequest);
  if (uuid === null) throw fault('signing_request_name_mismatch');
  requireFactory(signingRequest, factory);
  return { uuid, signingRequest };
};

/** In lower case; null for a subject whose one common name is no UUID. */
const uuidOf = ({ commonNames }: SigningRequest): string | null => {
  const [name = '', ...others] = commonNames;
  return others.length === 0 && isDeviceUuid(name) ? name.toLowerCase() : null;
};

const requireFactory = ({ organizationalUnits: units }: SigningRequest, factory: string): void => {
  if (units.length === 1 && units[0] === factory) return;
  const detail = `CSR OU [${units.join(' ')}] does not match CA OU [${factory}]`;
  throw fault('signing_request_factory_mismatch', { detail });
};

/** The labels that a request asks for. Throws `invalid_request` for a name or a group that breaks the rules. */
export const readRegistrationLabels = ({
  name = '',
  group = '',
}: Pick<RegistrationRequest, 'name' | 'group'>): Labels => {
  const labels = {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
  };
  checkLabels(labels);
  return labels;
};
