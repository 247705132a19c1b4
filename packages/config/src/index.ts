export { defineConfig, type Config, type ConfigDefinition, type Setting } from './define-config.ts';
export { describeConfig, type ConfigRow } from './describe-config.ts';
export { ConfigError, readConfig } from './read-config.ts';
