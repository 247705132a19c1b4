/** The table of contents of the gateway's dialect. */
import { refusalCodes } from '@moorgate/errors';
import type { AccessDescription } from '@moorgate/http';
import type { GatewayAccess, GatewayEndpoint } from './context.ts';
import { getConfig } from './endpoints/get-config.ts';
import { getDevice } from './endpoints/get-device.ts';

/** Every endpoint. */
export const gatewayEndpoints: readonly GatewayEndpoint[] = [getConfig, getDevice];

/** How access stands in the OpenAPI document: `x-admits` lists the verdicts, any of which is enough. */
export const describeGatewayAccess = (access: GatewayAccess): AccessDescription => {
  const admits = access.admits ?? ['device'];
  const isOpen = admits.includes('anonymous');
  return {
    extensions: { 'x-admits': admits },
    security: isOpen ? [] : [{ deviceCertificate: [] }],
    faults: isOpen ? [] : refusalCodes,
  };
};
