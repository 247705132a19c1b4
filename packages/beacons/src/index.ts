export { setAlias } from './aliases/set-alias.ts';
export type { AliasTexts } from './aliases/alias-text.ts';
export {
  type Beacon,
  type BeaconDetails,
  deleteBeacon,
  findBeacon,
  listBeacons,
} from './administer-beacons.ts';
export { authorityOf, type BeaconAddress, requireBeaconAddress } from './address.ts';
export { openBeaconToken } from './beacon-token.ts';
export { type BeaconCaller, createBeaconCaller } from './calls/call-beacon.ts';
export {
  type BeaconConnectOptions,
  type ConnectBeacon,
  createBeaconConnector,
} from './calls/connect-beacon.ts';
export {
  fixedLookup,
  judgeHost,
  limitConnecting,
  reasonOfConnection,
  type ResolvedAddress,
} from './calls/judged-host.ts';
export {
  createNetworkPolicy,
  defaultAllowedNetworks,
  defaultRefusedNetworks,
  type NetworkPolicy,
  type NetworkRules,
} from './calls/network-policy.ts';
export { type BeaconConnection, readConnections } from './connections.ts';
export {
  createTunnelDialer,
  type DialTunnel,
  type DialTunnelOptions,
} from './calls/dial-tunnel.ts';
export { changeBeaconToken } from './change-beacon-token.ts';
export { type BeaconRequest, createBeacon } from './create-beacon.ts';
export { changePermission, type WantedPermission } from './levels/change-permissions.ts';
export {
  changeRankedUser,
  createRankedUser,
  deleteRankedUser,
  type UserChange,
} from './levels/change-user.ts';
export {
  findVisibleUser,
  listVisibleUsernames,
  type Permissions,
  type RankedUser,
} from './levels/visible-users.ts';
export { userLevelMax } from './levels/user-level.ts';
export {
  type BeaconInstance,
  listAllUsableInstances,
  listUsableBeacons,
  listUsableInstances,
  type UsableBeacon,
} from './list-beacons.ts';
export { callerIdOf } from './resolve-beacon.ts';
export { refreshBeacon, refreshIfPossible } from './refresh-beacon.ts';
export type { BeaconServices } from './services.ts';
