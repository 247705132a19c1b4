/** The endpoints about devices, in the order of the documentation. */
import { addDeviceCaEndpoint } from './add-device-ca.ts';
import { approveEnrolmentEndpoint } from './approve-enrolment.ts';
import { changeDeviceCaEndpoint } from './change-device-ca.ts';
import { createRekeyPermitEndpoint } from './create-rekey-permit.ts';
import { denyDeviceEndpoint } from './deny-device.ts';
import { getDeviceEndpoint } from './get-device.ts';
import { getDeviceCaEndpoint } from './get-device-ca.ts';
import { getLabelsEndpoint } from './get-labels.ts';
import { listDeniedDevicesEndpoint } from './list-denied-devices.ts';
import { listDeviceCasEndpoint } from './list-device-cas.ts';
import { listDeviceKeysEndpoint } from './list-device-keys.ts';
import { listDevicesEndpoint } from './list-devices.ts';
import { listKnownGroupsEndpoint } from './list-known-groups.ts';
import { listKnownLabelsEndpoint } from './list-known-labels.ts';
import { listPendingEnrolmentsEndpoint } from './list-pending-enrolments.ts';
import { listPendingKeysEndpoint } from './list-pending-keys.ts';
import { listRekeyPermitsEndpoint } from './list-rekey-permits.ts';
import { patchLabelsEndpoint } from './patch-labels.ts';
import { registerDeviceEndpoint } from './register-device.ts';
import { reinstateDeviceCaEndpoint } from './reinstate-device-ca.ts';
import { rejectEnrolmentEndpoint } from './reject-enrolment.ts';
import { replaceLabelsEndpoint } from './replace-labels.ts';
import { retireDeviceCaEndpoint } from './retire-device-ca.ts';
import { revokeRekeyPermitEndpoint } from './revoke-rekey-permit.ts';
import { undenyDeviceEndpoint } from './undeny-device.ts';
import type { AnyEndpoint } from '@moorgate/http';

/** Devices, the denied list, labels, keys, enrolments and device CAs. */
export const deviceEndpoints: readonly AnyEndpoint[] = [
  listDevicesEndpoint,
  registerDeviceEndpoint,
  getDeviceEndpoint,
  getLabelsEndpoint,
  denyDeviceEndpoint,
  patchLabelsEndpoint,
  replaceLabelsEndpoint,
  listDeviceKeysEndpoint,
  createRekeyPermitEndpoint,
  listRekeyPermitsEndpoint,
  revokeRekeyPermitEndpoint,
  listDeniedDevicesEndpoint,
  undenyDeviceEndpoint,
  listKnownLabelsEndpoint,
  listKnownGroupsEndpoint,
  listPendingKeysEndpoint,
  listPendingEnrolmentsEndpoint,
  approveEnrolmentEndpoint,
  rejectEnrolmentEndpoint,
  listDeviceCasEndpoint,
  addDeviceCaEndpoint,
  getDeviceCaEndpoint,
  changeDeviceCaEndpoint,
  retireDeviceCaEndpoint,
  reinstateDeviceCaEndpoint,
];
