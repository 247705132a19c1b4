/** Between the wire shapes of devices and what the use cases take and give; pure. */
import type {
  DeniedDevice,
  Device,
  DeviceCa,
  DeviceKey,
  DeviceList,
  DeviceListQuery,
  DeviceSummary,
  PendingEnrolment,
  RekeyPermit,
} from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import type { PageLink } from '@moorgate/http';
import type {
  DeniedDeviceBody,
  DeviceBody,
  DeviceCaBody,
  DeviceKeyBody,
  DeviceListQueryParams,
  DeviceSummaryBody,
  PendingEnrolmentBody,
  PendingKeyBody,
} from './schemas-devices.ts';
import type { RekeyPermitBody } from './schemas-rekey-permits.ts';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
const secondsOrNever = (at: Date | null): number => (at === null ? 0 : seconds(at));

/** A line of the list of devices. */
export const toDeviceSummaryBody = (device: DeviceSummary): DeviceSummaryBody => ({
  uuid: device.uuid,
  'created-at': seconds(device.createdAt),
  'last-seen': secondsOrNever(device.lastSeenAt),
  target: device.targetName,
  tag: device.tag,
  labels: device.labels,
});

/** One device. What devices upload about themselves is not kept yet: those fields are empty, as existing tools expect. */
export const toDeviceBody = (device: Device): DeviceBody => ({
  ...toDeviceSummaryBody(device),
  factory: device.factory,
  apps: device.apps.length === 0 ? null : [...device.apps],
  'ostree-hash': device.ostreeHash,
  pubkey: device.publicKeyPem ?? '',
  'update-name': device.updateName ?? '',
  'aktualizr-toml': '',
  'hardware-info': '',
  'network-info': '',
});

/** An entry of the denied list, in detail. */
export const toDeniedDeviceBody = (device: DeniedDevice): DeniedDeviceBody => ({
  uuid: device.uuid,
  factory: device.factory,
  'denied-at': seconds(device.deniedAt),
  'denied-by': device.deniedBy,
  reason: device.reason,
});

const keyBody = (key: DeviceKey): Omit<DeviceKeyBody, 'state'> => ({
  'spki-sha256': key.spkiSha256,
  pubkey: key.publicKeyPem,
  'created-at': seconds(key.createdAt),
  'last-presented-at': secondsOrNever(key.lastPresentedAt),
});

/** A key of a device. */
export const toDeviceKeyBody = (key: DeviceKey): DeviceKeyBody => ({
  ...keyBody(key),
  state: key.state,
});

/** A key that was presented and refused. */
export const toPendingKeyBody = (key: DeviceKey): PendingKeyBody => ({
  uuid: key.deviceUuid,
  ...keyBody(key),
});

/** A permit to come back with another key. */
export const toRekeyPermitBody = (permit: RekeyPermit): RekeyPermitBody => ({
  id: permit.id,
  state: permit.state,
  'spki-sha256': permit.spkiSha256,
  reason: permit.reason,
  'created-at': seconds(permit.createdAt),
  'created-by': permit.createdBy,
  'expires-at': seconds(permit.expiresAt),
  'used-at': secondsOrNever(permit.usedAt),
  'used-by-spki-sha256': permit.usedSpkiSha256,
  'revoked-at': secondsOrNever(permit.revokedAt),
  'revoked-by': permit.revokedBy,
});

/** An enrolment that waits. */
export const toPendingEnrolmentBody = (enrolment: PendingEnrolment): PendingEnrolmentBody => ({
  uuid: enrolment.deviceUuid,
  'spki-sha256': enrolment.spkiSha256,
  pubkey: enrolment.publicKeyPem,
  factory: enrolment.factory,
  'device-ca': enrolment.deviceCaId,
  'remote-address': enrolment.remoteAddress,
  'first-presented-at': seconds(enrolment.firstPresentedAt),
  'last-presented-at': seconds(enrolment.lastPresentedAt),
});

/** A device CA. */
export const toDeviceCaBody = (ca: DeviceCa): DeviceCaBody => ({
  id: ca.id,
  subject: ca.subject,
  sha256: ca.sha256,
  factory: ca.factory,
  'enrolment-policy': ca.enrolmentPolicy,
  'not-before': seconds(ca.notBefore),
  'not-after': seconds(ca.notAfter),
  'created-at': seconds(ca.createdAt),
  'retired-at': secondsOrNever(ca.retiredAt),
  'retired-by': ca.retiredBy,
});

/** The page that is asked for. Throws `invalid_request` for one that is to begin at two places. */
export const toDeviceListQuery = (query: DeviceListQueryParams): DeviceListQuery => {
  const { limit, offset, cursor, 'order-by': order } = query;
  if (cursor === undefined) return { order, limit, start: { offset: offset ?? 0 } };
  if (offset === undefined) return { order, limit, start: { cursor } };
  const issue = { pointer: '/query/offset', message: 'must not be given together with a cursor' };
  throw fault('invalid_request', { issues: [issue] });
};

/**
 * The links of a page of devices. A page by offset has `first`, `next` where there is more, and `last`, each with offset,
 * limit and order in this sequence, because existing tools count pages by the offsets in them. No link has an offset that
 * would be refused: `next` goes on with the cursor then, and there is no `last`. A page by cursor has `next` alone.
 */
export const deviceListLinks = (
  path: string,
  query: DeviceListQuery,
  page: { list: DeviceList; offsetMax: number },
): PageLink[] => {
  const { nextCursor, total } = page.list;
  const { limit, order, start } = query;
  const byOffset = (rel: string, offset: number): PageLink => ({
    rel,
    path,
    query: { offset, limit, 'order-by': order },
  });
  const byCursor: PageLink[] =
    nextCursor === null
      ? []
      : [{ rel: 'next', path, query: { cursor: nextCursor, limit, 'order-by': order } }];
  if ('cursor' in start) return byCursor;

  const nextOffset = start.offset + limit;
  const next =
    nextOffset > page.offsetMax ? byCursor : byCursor.map(() => byOffset('next', nextOffset));
  const lastOffset = Math.floor(Math.max(0, total - 1) / limit) * limit;
  const last = lastOffset > page.offsetMax ? [] : [byOffset('last', lastOffset)];
  return [byOffset('first', 0), ...next, ...last];
};
