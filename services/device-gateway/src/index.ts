export { deviceGatewayConfigDefinition } from './config.ts';
export { describeGatewayAccess, gatewayEndpoints } from './dialects/gateway/index.ts';
export { secureContextOptions } from './tls-server.ts';
