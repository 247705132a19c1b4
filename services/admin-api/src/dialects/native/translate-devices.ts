/** Between the wire shapes of devices and what the use cases take and give; pure. */
import type {
  DeniedDevice,
  Device,
  DeviceCa,
  DeviceKey,
  DeviceList,
  DeviceListFilter,
  DeviceListQuery,
  DeviceSummary,
  PendingEnrolment,
  RekeyPermit,
} from '@moorgate/devices';
import { type DomainError, fault } from '@moorgate/errors';
import type { PageLink } from '@moorgate/http';
import type { DeviceReports } from '@moorgate/reports';
import type { DeviceCaBody } from './schemas-device-cas.ts';
import type { DeviceListQueryParams } from './schemas-device-list.ts';
import type {
  DeniedDeviceBody,
  DeviceBody,
  DeviceKeyBody,
  DeviceSummaryBody,
  PendingEnrolmentBody,
  PendingKeyBody,
} from './schemas-devices.ts';
import type { RekeyPermitBody } from './schemas-rekey-permits.ts';
import { toDeviceStatusBody } from './translate-reports.ts';

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

/** One device, with what it told of itself; `status` is missing while nothing of its last work is open. */
export const toDeviceBody = (device: Device, reports: DeviceReports): DeviceBody => ({
  ...toDeviceSummaryBody(device),
  factory: device.factory,
  apps: device.apps.length === 0 ? null : [...device.apps],
  'ostree-hash': device.ostreeHash,
  pubkey: device.publicKeyPem ?? '',
  'update-name': device.updateName ?? '',
  'aktualizr-toml': reports.settings,
  'hardware-info': reports.hardware,
  'network-info': reports.network,
  ...(reports.pendingEvent === null
    ? {}
    : { status: toDeviceStatusBody(device.uuid, reports.pendingEvent) }),
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
  'added-by': ca.addedBy,
});

const fromSeconds = (seconds: number | undefined): Date | undefined =>
  seconds === undefined ? undefined : new Date(seconds * 1000);

const toLabels = (pairs: readonly string[]): Record<string, string> =>
  Object.fromEntries(pairs.map((pair) => pair.split('=', 2) as [string, string]));

/** A label of two values is one that no device has. */
const isAskedTwice = (pairs: readonly string[]): boolean =>
  Object.keys(toLabels(pairs)).length < new Set(pairs).size;

const toDeviceListFilter = (query: DeviceListQueryParams): DeviceListFilter => ({
  groups: query.group,
  labels: query.label === undefined ? undefined : toLabels(query.label),
  namePrefix: query['name-prefix'],
  uuidPrefix: query['uuid-prefix'],
  tag: query.tag,
  seenSince: fromSeconds(query['seen-since']),
  seenBefore: fromSeconds(query['seen-before']),
});

const refuse = (pointer: string, message: string): DomainError =>
  fault('invalid_request', { issues: [{ pointer, message }] });

/** The page that is asked for. Throws `invalid_request` for one that is to begin at two places. */
export const toDeviceListQuery = (query: DeviceListQueryParams): DeviceListQuery => {
  const { limit, offset, cursor, label = [], 'order-by': order } = query;
  if (isAskedTwice(label)) throw refuse('/query/label', 'must give one value to each key');
  const filter = toDeviceListFilter(query);
  if (cursor === undefined) return { order, limit, start: { offset: offset ?? 0 }, filter };
  if (offset === undefined) return { order, limit, start: { cursor }, filter };
  throw refuse('/query/offset', 'must not be given together with a cursor');
};

/** What every page of one list is asked for with. */
const linkedParams = [
  'order-by',
  'group',
  'label',
  'name-prefix',
  'uuid-prefix',
  'tag',
  'seen-since',
  'seen-before',
] as const satisfies readonly (keyof DeviceListQueryParams)[];

/**
 * The links of a page of devices. A page by offset has `first`, `next` where there is more, and `last`, each with offset,
 * limit and order in this sequence, because existing tools count pages by the offsets in them. No link has an offset that
 * would be refused: `next` goes on with the cursor then, and there is no `last`. A page by cursor, and one of which nobody
 * knows how many follow, has `next` alone.
 */
export const deviceListLinks = (
  path: string,
  params: DeviceListQueryParams,
  page: { list: DeviceList; offsetMax: number },
): PageLink[] => {
  const { nextCursor, total } = page.list;
  const { limit, offset = 0, cursor } = params;
  const others = Object.fromEntries(linkedParams.map((name) => [name, params[name]]));
  const byOffset = (rel: string, start: number): PageLink => ({
    rel,
    path,
    query: { offset: start, limit, ...others },
  });
  const byCursor: PageLink[] =
    nextCursor === null
      ? []
      : [{ rel: 'next', path, query: { cursor: nextCursor, limit, ...others } }];
  if (cursor !== undefined || total === null) return byCursor;

  const nextOffset = offset + limit;
  const next =
    nextOffset > page.offsetMax ? byCursor : byCursor.map(() => byOffset('next', nextOffset));
  const lastOffset = Math.floor(Math.max(0, total - 1) / limit) * limit;
  const last = lastOffset > page.offsetMax ? [] : [byOffset('last', lastOffset)];
  return [byOffset('first', 0), ...next, ...last];
};
