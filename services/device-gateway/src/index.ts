export { deviceGatewayConfigDefinition } from './config.ts';
export { describeGatewayAccess, gatewayEndpoints } from './dialects/gateway/index.ts';
export { createRestartDelay } from './supervisor/restart-delay.ts';
export { secureContextOptions } from './tls-server.ts';
