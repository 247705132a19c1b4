export {
  type DeviceGatewayConfig,
  deviceGatewayConfigDefinition,
  readDeviceGatewayConfig,
} from './config.ts';
export { describeGatewayAccess, gatewayEndpoints } from './dialects/gateway/index.ts';
export { type DeviceGateway, startGateway } from './start-gateway.ts';
export { secureContextOptions } from './tls-server.ts';
