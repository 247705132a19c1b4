export { type BeaconConfig, beaconConfigDefinition, readBeaconConfig } from './config.ts';
export { type ForwardTarget, forwardCall, passAnswerOn } from './forward/forward-call.ts';
export { forwardUpgrade } from './forward/forward-upgrade.ts';
export { listEngines } from './engines/list-engines.ts';
export type { BeaconSettings } from './settings.ts';
export { type Beacon, startBeacon } from './start-beacon.ts';
export { type DeviceFiles, findDeviceFiles, readDeviceUuid } from './tunnel/device-files.ts';
