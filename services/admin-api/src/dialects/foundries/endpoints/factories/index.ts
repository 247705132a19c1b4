/** The endpoints about a factory as a whole. */
import type { AnyEndpoint } from '@moorgate/http';
import { getFactoryStatusEndpoint } from './get-factory-status.ts';
import { listFactoriesEndpoint } from './list-factories.ts';
import { listVpnAddressesEndpoint } from './list-vpn-addresses.ts';

/** Factories. */
export const factoryEndpoints: readonly AnyEndpoint[] = [
  listFactoriesEndpoint,
  getFactoryStatusEndpoint,
  listVpnAddressesEndpoint,
];
