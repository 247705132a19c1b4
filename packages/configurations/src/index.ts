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
  listConfigurationHistory,
} from './read-configuration.ts';
export { uploadConfigurations } from './upload-configurations.ts';
export {
  changeLayer,
  type ConfigurationChange,
  type LayerChange,
  revertConfiguration,
  setConfiguration,
} from './set-configuration.ts';
