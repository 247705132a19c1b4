/** Registration: a device that an operator, or a program of theirs, lets in gets its certificate and its settings. */
import {
  type Context,
  type EnrolmentTerms,
  formatSotaToml,
  holdsFor,
  type SignedDeviceCertificate,
} from '@moorgate/auth';
import { findGroupByName, type Labels } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { spendEnrolmentToken } from '../enrolment-tokens/spend-enrolment-token.ts';
import { createDevice, type DeviceCreation } from './create-device.ts';
import {
  readRegisteringDevice,
  readRegistrationLabels,
  type RegisteringDevice,
  type RegistrationRequest,
} from './read-registration.ts';

/** What registration stands on. */
export interface RegistrationServices extends DeviceCreation {
  /** `https://<host>:<port>` of the gateway, as devices reach it. */
  readonly gatewayUrl: string;
  /** The certificate by which devices know the gateway, in PEM. */
  readRootCertificate(): Promise<string>;
}

/** The files that a device gets. */
export interface RegisteredDevice {
  readonly rootCertificate: string;
  readonly certificate: string;
  /** `sota.toml`. */
  readonly settings: string;
}

const scope = 'devices:create';

const noTerms: EnrolmentTerms = { group: null, namePrefix: null, deviceUuid: null };

const termsOf = ({ principal }: Context): EnrolmentTerms =>
  (principal.kind === 'user' ? principal.credential.enrolment : null) ?? noTerms;

/** Nobody registers a device where they could not have approved it; of groups that are not theirs they learn nothing. */
const requireGroup = async (ctx: Context, group: string | null): Promise<void> => {
  if (!holdsFor(ctx.principal, scope, group)) {
    const where = group === null ? 'devices without a group' : `the group ${group}`;
    throw fault('scope_not_held', { detail: `Not held for ${where}: ${scope}` });
  }
  if (group === null || group === termsOf(ctx).group) return;
  if ((await findGroupByName(ctx.db, group)) === undefined) throw fault('device_group_unknown');
};

/** A token that somebody gave to one device lets no other one in. */
const requireDevice = (ctx: Context, uuid: string): void => {
  const { deviceUuid } = termsOf(ctx);
  if (deviceUuid !== null && deviceUuid !== uuid)
    throw fault('enrolment_device_forbidden', { detail: `The token is for ${deviceUuid}.` });
};

/** The labels of the device: its group is that of the enrolment token where it names none itself. */
const labelsOf = (
  ctx: Context,
  { name, group }: Pick<RegistrationRequest, 'name' | 'group'>,
): Labels => {
  const terms = termsOf(ctx);
  const isGroupNamed = group !== undefined && group !== '';
  const labels = readRegistrationLabels({
    name,
    group: isGroupNamed ? group : (terms.group ?? undefined),
  });
  const { namePrefix } = terms;
  if (namePrefix !== null && labels['name']?.startsWith(namePrefix) === false)
    throw fault('enrolment_name_forbidden', { detail: `Names begin with ${namePrefix}.` });
  return labels;
};

/**
 * Certifies a device that was read from its request, and writes it down, for whoever holds `devices:create` for its group
 * or shows an enrolment token, of which this is one use.
 * Faults: invalid_request, enrolment_device_forbidden, enrolment_name_forbidden, scope_not_held, device_group_unknown,
 * credentials_invalid; those of `createDevice`.
 */
export const enrolRegisteringDevice = async (
  ctx: Context,
  services: DeviceCreation,
  device: RegisteringDevice & Pick<RegistrationRequest, 'name' | 'group'>,
): Promise<SignedDeviceCertificate> => {
  const { uuid, signingRequest } = device;
  requireDevice(ctx, uuid);
  const labels = labelsOf(ctx, device);
  const group = labels['group'] ?? null;
  await requireGroup(ctx, group);
  const spend = (trx: Parameters<typeof spendEnrolmentToken>[0]): Promise<void> =>
    spendEnrolmentToken(trx, ctx, group);
  return createDevice(ctx, services, { uuid, signingRequest, labels, spend });
};

const withoutSlash = (text: string): string => text.replace(/\/+$/, '');

const settingsOf = (gatewayUrl: string, request: RegistrationRequest): string => {
  const { directory = '', hardwareId = '', overrides = {} } = request;
  return formatSotaToml({
    gatewayUrl: withoutSlash(gatewayUrl),
    directory: withoutSlash(directory === '' ? '/var/sota' : directory),
    hardwareId,
    overrides,
  });
};

/**
 * Registers a device: its record with the key of the request as the live one, never seen, and a certificate with the
 * subject of the request. The checks come in this order: UUID, request, name, group, what is there.
 * Faults: invalid_request, signing_request_malformed, signing_request_key_forbidden, signing_request_unsigned,
 * signing_request_name_mismatch, signing_request_factory_mismatch; those of `enrolRegisteringDevice`.
 */
export const registerDevice = async (
  ctx: Context,
  services: RegistrationServices,
  request: RegistrationRequest,
): Promise<RegisteredDevice> => {
  const device = readRegisteringDevice(request, services.factory);
  const rootCertificate = await services.readRootCertificate();
  const { name, group } = request;
  const issued = await enrolRegisteringDevice(ctx, services, { ...device, name, group });
  const settings = settingsOf(services.gatewayUrl, request);
  return { rootCertificate, certificate: issued.pem, settings };
};
