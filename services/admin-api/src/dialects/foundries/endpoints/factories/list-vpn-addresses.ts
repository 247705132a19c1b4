/** GET /ota/factories/{factory}/wireguard-ips/. */
import { listVpnAddresses } from '@moorgate/configurations';
import { defineEndpoint } from '@moorgate/http';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { VpnAddressesSchema } from '../../schemas-factories.ts';
import { FactoryParamsSchema } from '../../schemas.ts';

/** The addresses that devices have in the VPN, so that the next one gets another. */
export const listVpnAddressesEndpoint = defineEndpoint({
  operationId: 'listVpnAddresses',
  method: 'GET',
  path: '/factories/{factory}/wireguard-ips/',
  summary: 'List the addresses of devices in the VPN',
  description: 'As the files `wireguard-client` of their configurations say.',
  tag: 'Factory',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: FactoryParamsSchema },
  responses: { 200: { description: 'All of them.', schema: VpnAddressesSchema } },
  faults: ['factory_not_found'],
  async handle(ctx: FoundriesContext, { params }) {
    requireFactory(ctx, params.factory);
    const addresses = await listVpnAddresses(ctx);
    return {
      status: 200,
      body: addresses.map(({ name, ip, isEnabled }) => ({ name, ip, enabled: isEnabled })),
    };
  },
});
