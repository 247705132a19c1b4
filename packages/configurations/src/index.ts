export { configurationLimits, reasonPattern } from './check-files.ts';
export type { Configuration } from './configuration.ts';
export {
  changeOwnLayer,
  deliverConfiguration,
  type DeliveredConfiguration,
  readOwnLayer,
} from './deliver-configuration.ts';
export { agentSettingsFile, type MergedFile } from './merge-layers.ts';
export {
  type ConfigurationOrigin,
  type EffectiveConfiguration,
  getAppliedConfiguration,
  getConfiguration,
  getEffectiveConfiguration,
  type HistoryPage,
  listConfigurationHistory,
  listConfigurationPage,
  listVpnAddresses,
  type VpnAddress,
} from './read-configuration.ts';
export {
  type ConfigurationPatch,
  deleteConfigurationFile,
  putConfigurationFiles,
} from './patch-configuration.ts';
export { uploadConfigurations } from './upload-configurations.ts';
export {
  changeLayer,
  type ConfigurationChange,
  type LayerChange,
  revertConfiguration,
  setConfiguration,
} from './set-configuration.ts';
