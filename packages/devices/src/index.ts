export { listCertificates } from './certificates/list-certificates.ts';
export { addDeviceCa, type DeviceCaAddition } from './device-cas/add-device-ca.ts';
export { changeDeviceCa, factoryPattern } from './device-cas/change-device-ca.ts';
export type { DeviceCa } from './device-cas/device-ca.ts';
export {
  type DeviceCaDefaults,
  type DeviceCaImport,
  importDeviceCas,
} from './device-cas/import-device-cas.ts';
export { getDeviceCa } from './device-cas/get-device-ca.ts';
export {
  type DeviceCaCertificate,
  listDeviceCaCertificates,
} from './device-cas/list-ca-certificates.ts';
export { listDeviceCas } from './device-cas/list-device-cas.ts';
export { reinstateDeviceCa } from './device-cas/reinstate-device-ca.ts';
export { retireDeviceCa } from './device-cas/retire-device-ca.ts';
export type { DeniedDevice, Device, DeviceSummary } from './device.ts';
export { approveEnrolment, type EnrolmentApproval } from './enrolments/approve-enrolment.ts';
export { listPendingEnrolments } from './enrolments/list-pending-enrolments.ts';
export type { PendingEnrolment } from './enrolments/pending-enrolment.ts';
export { rejectEnrolment } from './enrolments/reject-enrolment.ts';
export {
  type Gateway,
  gatewayService,
  type GatewayState,
  type GatewayWorker,
  listGateways,
} from './gateways/list-gateways.ts';
export { assignGroup } from './groups/assign-group.ts';
export {
  changeDeviceGroup,
  deleteDeviceGroup,
  type DeviceGroupUpdate,
} from './groups/change-device-group.ts';
export { createDeviceGroup, type NewDeviceGroup } from './groups/create-device-group.ts';
export type { DeviceGroup } from './groups/device-group.ts';
export { getDeviceGroup, listDeviceGroups } from './groups/list-device-groups.ts';
export { changeOwner } from './inventory/change-owner.ts';
export { denyDevice } from './inventory/deny-device.ts';
export type { DeviceListFilter } from './inventory/device-filter.ts';
export { uuidPrefixPattern } from './inventory/uuid-prefix.ts';
export { findDeviceUuid } from './inventory/find-device-uuid.ts';
export {
  type DevicePage,
  type DevicePageQuery,
  listDevicePage,
} from './inventory/list-device-pages.ts';
export { type DeviceOrder, deviceOrders } from './inventory/device-order.ts';
export { lateSeconds, onlineSeconds, summarizeFleet } from './inventory/summarize-fleet.ts';
export { getDevice } from './inventory/get-device.ts';
export {
  type DeniedDevicePage,
  type DeniedListQuery,
  listDeniedDevicePage,
  listDeniedDevices,
  listDeniedUuids,
} from './inventory/list-denied-devices.ts';
export {
  type DeviceList,
  deviceExaminedMax,
  type DeviceListQuery,
  deviceOffsetMax,
  listDevices,
} from './inventory/list-devices.ts';
export { purgeDevice } from './inventory/purge-device.ts';
export { undenyDevice } from './inventory/undeny-device.ts';
export { announceNextKey, type NextKey } from './renewal/announce-next-key.ts';
export type { DeviceKey } from './keys/device-key.ts';
export { isOwnKey } from './renewal/is-own-key.ts';
export { createRekeyPermit, type RekeyPermitRequest } from './keys/create-rekey-permit.ts';
export { listDeviceKeys } from './keys/list-device-keys.ts';
export { listPendingKeys } from './keys/list-pending-keys.ts';
export { listRekeyPermits, type RekeyPermitListQuery } from './keys/list-rekey-permits.ts';
export { type RekeyPermit, rekeyPermitStates } from './keys/rekey-permit.ts';
export { revokeRekeyPermit } from './keys/revoke-rekey-permit.ts';
export {
  registerDevice,
  type RegisteredDevice,
  type RegistrationServices,
} from './registration/register-device.ts';
export {
  type CheckedEnrolment,
  type EnrolmentScreen,
  isEnrolmentText,
  openEnrolmentScreen,
} from './enrolment-tokens/check-enrolment-token.ts';
export {
  createEnrolmentToken,
  issueEnrolmentTokenFor,
  type EnrolmentTokenRequest,
  type EnrolmentTokenServices,
  enrolmentUsesMax,
  type IssuedEnrolmentToken,
} from './enrolment-tokens/create-enrolment-token.ts';
export { type EnrolmentToken, enrolmentTokenStates } from './enrolment-tokens/enrolment-token.ts';
export { listEnrolmentTokens } from './enrolment-tokens/list-enrolment-tokens.ts';
export { authenticateEnrolmentToken } from './enrolment-tokens/spend-enrolment-token.ts';
export { reportEnrolmentLeaks } from './enrolment-tokens/report-enrolment-leaks.ts';
export { revokeEnrolmentToken } from './enrolment-tokens/revoke-enrolment-token.ts';
export { sweepEnrolmentTokens } from './enrolment-tokens/sweep-enrolment-tokens.ts';
export type { DeviceCreation } from './registration/create-device.ts';
export {
  redeemEnrolmentToken,
  type Redemption,
  type RedemptionServices,
} from './registration/redeem-enrolment-token.ts';
export type { RegistrationRequest } from './registration/read-registration.ts';
export {
  type Renewal,
  renewCertificate,
  type SigningServices,
} from './renewal/renew-certificate.ts';
export { groupLimitOf } from './group-limit.ts';
export { parseUuid } from './parse-uuid.ts';
export { labelRules } from './labels/label-rules.ts';
export { listKnownGroups } from './labels/list-known-groups.ts';
export { listKnownLabels } from './labels/list-known-labels.ts';
export { patchLabels } from './labels/patch-labels.ts';
export { replaceLabels } from './labels/replace-labels.ts';
export {
  type AdmissionServices,
  admitDevice,
  type PresentedCertificate,
} from './admission/admit-device.ts';
export { createLookups, type LookupOptions, type Lookups } from './admission/batch-lookups.ts';
export {
  type DeviceCredential,
  findStanding,
  type StandingServices,
} from './admission/find-standing.ts';
export type { HeldDevice } from './admission/held-device.ts';
export {
  createPresentedKeyRecorder,
  type PresentedKeyRecorder,
  type RecorderOptions,
} from './admission/record-presented-keys.ts';
export {
  addressKey,
  createRefusalLimiter,
  type RefusalLimiter,
  type RefusalLimiterOptions,
} from './admission/refusal-limiter.ts';
export {
  createTrustStore,
  openTrustStore,
  type TrustStore,
  type TrustStoreOptions,
} from './admission/trust-store.ts';
export { writeAsDevice } from './admission/write-as-device.ts';
export type {
  DeviceVerdict,
  HeldIdentity,
  RefusedVerdict,
  Verdict,
  VerdictKind,
} from './admission/verdict.ts';
export {
  type CheckInOptions,
  type CheckInOutcome,
  type CheckInQueue,
  createCheckInQueue,
} from './check-in/check-in-queue.ts';
export type { Report, ReportedState } from './check-in/reported-state.ts';
export {
  type BeaconTunnel,
  findTunnelEndpoint,
  forgetEndedTunnels,
  forgetTunnel,
  noteTunnel,
} from './tunnels/note-tunnel.ts';
