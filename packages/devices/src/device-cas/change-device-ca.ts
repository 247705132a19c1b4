/** Changing what a device CA is bound to. */
import type { Context } from '@moorgate/auth';
import type { EnrolmentPolicy } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type CaChange, changeLockedCa } from './change-locked-ca.ts';
import type { DeviceCa } from './device-ca.ts';

/** A factory as the organizational unit of a certificate can hold it (RFC 5280, appendix A.1: at most 64 characters). */
export const factoryPattern = '^[^\\u0000-\\u001f\\u007f]{1,64}$';

/** Passes for a factory, and where none is given. Throws `invalid_request`. */
export const checkFactory = (factory: string | undefined): void => {
  if (factory === undefined || new RegExp(factoryPattern, 'u').test(factory)) return;
  throw fault('invalid_request', { detail: 'A factory has 1 to 64 characters, none of control.' });
};

/**
 * Binds a CA to another factory, or gives it another policy for unknown devices. Devices that enrolled keep the factory
 * under which they did; certificates that name another one than the CA are refused from now on.
 * Faults: device_ca_not_found, invalid_request, committed_unconfirmed.
 */
export const changeDeviceCa = async (
  ctx: Context,
  input: {
    id: string;
    factory?: string | undefined;
    enrolmentPolicy?: EnrolmentPolicy | undefined;
    /** Called with the CA as it is, which nobody else changes meanwhile; throws to leave it so. */
    require?: (present: DeviceCa) => void;
  },
): Promise<DeviceCa> => {
  const { factory, enrolmentPolicy } = input;
  checkFactory(factory);
  const change: CaChange = {
    ...(factory === undefined ? {} : { factory }),
    ...(enrolmentPolicy === undefined ? {} : { enrolment_policy: enrolmentPolicy }),
  };
  return changeLockedCa(ctx, {
    id: input.id,
    action: 'device_ca.changed',
    require: input.require,
    apply: (ca) => {
      const isSame = (factory ?? ca.factory) === ca.factory;
      return isSame && (enrolmentPolicy ?? ca.enrolment_policy) === ca.enrolment_policy
        ? null
        : change;
    },
  });
};
