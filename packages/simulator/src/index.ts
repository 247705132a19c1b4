export type { ClientIdentity, Credentials, DeviceCredential } from './credentials/credentials.ts';
export {
  type CredentialsRequest,
  type DeviceIssuer,
  issueCredentials,
  readDeviceIssuer,
} from './credentials/issue-credentials.ts';
export { type Agent, type AgentName, agents } from './fleet/agents.ts';
export type { ConnectionLost, DeviceAnswer } from './fleet/answer-reader.ts';
export type { GatewayAddress } from './fleet/device-connections.ts';
export type { FleetEvent, LinkEvent, Role } from './fleet/fleet-event.ts';
export { createFleet, type Fleet, type FleetOptions } from './fleet/fleet.ts';
export { loopbackAddress } from './fleet/loopback-address.ts';
export type { Misbehaviour } from './fleet/misbehaviours/names.ts';
export { monotonicMs } from './fleet/monotonic-clock.ts';
export type { Rhythm } from './fleet/repetition.ts';
export type { SimulatedDevice } from './fleet/simulated-device.ts';
export type { Latency, TallySummary } from './fleet/tally.ts';
export { fillFleet } from './lab/fill-fleet.ts';
