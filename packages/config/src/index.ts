export {
  addressSetting,
  databaseUrlSetting,
  logLevelSetting,
  privateAddressSetting,
} from './common-settings.ts';
export { ConfigError } from './config-error.ts';
export { defineConfig, type Config, type ConfigDefinition, type Setting } from './define-config.ts';
export { describeConfig, type ConfigRow } from './describe-config.ts';
export {
  formatListenAddress,
  isLoopback,
  type ListenAddress,
  listenAddressPattern,
  parseListenAddress,
  privateAddressPattern,
} from './listen-address.ts';
export { networkPattern, type Networks, parseNetworks } from './networks.ts';
export { readConfig } from './read-config.ts';
