/** The device that a request names. */
import type { Scope } from '@moorgate/auth';
import { findDeviceUuid, parseUuid } from '@moorgate/devices';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { isSet } from '../../schemas.ts';

/** How a request names a device. */
export interface NamedDevice {
  readonly params: { readonly device: string };
  readonly query: {
    readonly factory?: string | undefined;
    readonly 'by-uuid'?: string | undefined;
  };
}

/**
 * Its UUID, in lower case: by its UUID or its name, for somebody who holds the scope for it; with `by-uuid` by its UUID alone,
 * which may be that of no device. Throws `factory_not_found` and `device_not_found`.
 */
export const deviceOf = async (
  ctx: FoundriesContext,
  { params, query }: NamedDevice,
  scope: Scope = 'devices:read',
): Promise<string> => {
  requireFactory(ctx, query.factory);
  return isSet(query['by-uuid'])
    ? parseUuid(params.device, 'device_not_found')
    : findDeviceUuid(ctx, { text: params.device, scope });
};

/** The faults of it. */
export const deviceFaults = ['factory_not_found', 'device_not_found'] as const;
