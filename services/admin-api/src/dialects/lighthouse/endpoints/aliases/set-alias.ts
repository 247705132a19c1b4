/** PUT /aliases/{Alias} */
import { setAlias } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import { AliasedAddressSchema, AliasParamsSchema } from '../../schemas.ts';

/** Gives an address a name. */
export const setAliasEndpoint = defineEndpoint({
  operationId: 'setBeaconAlias',
  method: 'PUT',
  path: '/aliases/{+Alias}',
  summary: 'Set an alias',
  description:
    'The alias stands in the path and the address in the body; the other way around where the path is a known address, or looks like one and the body does not. The address of a beacon or an instance needs level 1 on the beacon.',
  tag: 'Aliases',
  access: { scopes: ['beacons:manage'] },
  request: { params: AliasParamsSchema, body: AliasedAddressSchema },
  bodyFormats: ['unlabelled-json'],
  responses: { 200: { description: 'It is set.' } },
  faults: ['beacon_alias_empty', 'beacon_alias_taken', 'beacon_forbidden'],
  handle: async (ctx, { params, body }) => {
    await setAlias(ctx, { inPath: params.Alias, inBody: body });
    return { status: 200 };
  },
});
