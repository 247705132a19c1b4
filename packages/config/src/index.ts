export { blobPlaceOf, blobSettings, type ConfiguredBlobs } from './blob-settings.ts';
export {
  addressSetting,
  databasePasswordSetting,
  databaseUrlSetting,
  gatewayUrlSetting,
  logLevelSetting,
  privateAddressSetting,
  renewalGraceSetting,
} from './common-settings.ts';
export { ConfigError } from './config-error.ts';
export { type DatabaseSettings, joinDatabasePassword } from './database-url.ts';
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
export { networkOf, networkPattern, type Networks, parseNetworks } from './networks.ts';
export { dialectSettings } from './dialect-settings.ts';
export { passwordPolicyOf, passwordSettings } from './password-settings.ts';
export { readConfig } from './read-config.ts';
export { readJsonFile } from './read-json-file.ts';
