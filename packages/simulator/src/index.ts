export {
  type ClientIdentity,
  type Credentials,
  type DeviceCredential,
  identityOf,
} from './credentials/credentials.ts';
export {
  type CredentialsRequest,
  type DeviceIssuer,
  issueAnotherKey,
  issueCredentials,
  readDeviceIssuer,
} from './credentials/issue-credentials.ts';
export { keepCredentials, type KeptCredentialsRequest } from './credentials/keep-credentials.ts';
export { type Agent, agentInTurn, type AgentName, agents } from './fleet/agents.ts';
export { ConnectionLost, type DeviceAnswer } from './fleet/answer-reader.ts';
export type { GatewayAddress } from './fleet/device-connections.ts';
export type { FleetEvent, LinkEvent, Role } from './fleet/fleet-event.ts';
export { createFleet, type Fleet, type FleetOptions } from './fleet/fleet.ts';
export { loopbackAddress } from './fleet/loopback-address.ts';
export {
  isMisbehaviour,
  type Misbehaviour,
  misbehaviourNames,
} from './fleet/misbehaviours/names.ts';
export { monotonicMs } from './fleet/monotonic-clock.ts';
export type { Rhythm } from './fleet/repetition.ts';
export type { SimulatedDevice } from './fleet/simulated-device.ts';
export type { Latency, TallySummary } from './fleet/tally.ts';
export { fillFleet } from './lab/fill-fleet.ts';
