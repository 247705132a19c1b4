/** Between the wire shapes of devices and what the use cases take and give; pure. */
import { isUpToDate } from '@moorgate/delivery';
import type {
  DeniedDevice,
  Device,
  DeviceGroup,
  DeviceListFilter,
  DeviceOrder,
} from '@moorgate/devices';
import {
  type AppsState,
  type ControlUnit,
  type DeviceReports,
  eventStatus,
  type LastReport,
} from '@moorgate/reports';
import type { DeviceGroupBody } from './schemas-device-groups.ts';
import type {
  DeniedDeviceBody,
  DeviceBody,
  DeviceListQuery,
  ListedDeviceBody,
} from './schemas-devices.ts';
import { isSet } from './schemas.ts';
import { type ShownConfiguration, toConfigBody } from './translate-configurations.ts';
import { toAppsStateBody } from './translate-reports.ts';
import { parseReported, textsOf, toMoment, toMomentOrNone } from './translate.ts';

/** What this face says of every device beside the device itself. */
export interface DeviceSurroundings {
  readonly factory: string;
  /** The highest version of each tag. */
  readonly latest: ReadonlyMap<string, number>;
}

/** What a device is called; its UUID where it has no name. */
export const nameOf = ({ uuid, labels }: Pick<Device, 'uuid' | 'labels'>): string =>
  labels['name'] ?? uuid;

const networkOf = (text: string): DeviceBody['network-info'] => {
  const reported = parseReported(text);
  return reported === null ? null : textsOf(reported, ['hostname', 'local_ipv4', 'mac']);
};

const stateOf = (device: Device, report: LastReport, latest: DeviceSurroundings['latest']) => ({
  'last-seen': toMomentOrNone(device.lastSeenAt),
  'ostree-hash': device.ostreeHash,
  'target-name': device.targetName,
  tag: device.tag,
  'device-tags': device.tag === '' ? [] : device.tag.split(','),
  'docker-apps': [...device.apps],
  'network-info': networkOf(report.network),
  'up-to-date': report.pendingEvent === null && isUpToDate(device, latest),
  status: report.pendingEvent === null ? 'OK' : eventStatus(report.pendingEvent),
  'current-update': report.pendingEvent?.correlationId ?? '',
  'is-prod': device.isProduction,
  'is-wave': false,
  'public-key': device.publicKeyPem ?? '',
  'created-at': toMoment(device.createdAt),
  'change-meta': {
    'created-by': device.registeredBy ?? '',
    'created-at': toMoment(device.createdAt),
    'updated-by': '',
    'updated-at': '',
  },
});

const identityOf = (device: Device, factory: string) => ({
  uuid: device.uuid,
  name: nameOf(device),
  owner: device.owner ?? '',
  factory,
});

const noReport: LastReport = { network: '', pendingEvent: null };

/** A line of the list. */
export const toListedDeviceBody = (
  device: Device,
  report: LastReport = noReport,
  { factory, latest }: DeviceSurroundings,
): ListedDeviceBody => ({
  ...identityOf(device, factory),
  'device-group': device.labels['group'] ?? '',
  ...stateOf(device, report, latest),
});

/** A group of devices. */
export const toDeviceGroupBody = (group: DeviceGroup): DeviceGroupBody => ({
  id: group.id,
  name: group.name,
  description: group.description,
  'change-meta': {
    'created-by': group.createdBy,
    'created-at': toMoment(group.createdAt),
    'updated-by': group.changedBy ?? '',
    'updated-at': toMomentOrNone(group.changedAt),
  },
});

/** All that is known of one device. */
export interface DeviceDetails {
  readonly reports: DeviceReports;
  readonly group: DeviceGroup | null;
  readonly configuration: ShownConfiguration | null;
  readonly units: ReadonlyMap<string, ControlUnit>;
  readonly appsState: AppsState | null;
}

/** One device. */
export const toDeviceBody = (
  device: Device,
  { reports, group, configuration, units, appsState }: DeviceDetails,
  { factory, latest }: DeviceSurroundings,
): DeviceBody => ({
  ...identityOf(device, factory),
  ...stateOf(device, reports, latest),
  group: group === null ? null : toDeviceGroupBody(group),
  'hardware-info': parseReported(reports.hardware),
  'aktualizr-toml': reports.settings,
  ...(configuration === null ? {} : { 'active-config': toConfigBody(configuration, true) }),
  'secondary-ecus': Array.from(units, ([serial, { target, hardwareId }]) => ({
    serial,
    'target-name': target,
    'hardware-id': hardwareId,
  })),
  'apps-state': appsState === null ? null : toAppsStateBody(appsState),
});

/** An entry of the denied list: of a denied device neither a name nor an owner is left. */
export const toDeniedDeviceBody = ({ uuid }: DeniedDevice, factory: string): DeniedDeviceBody => ({
  uuid,
  name: uuid,
  owner: '',
  factory,
});

const orders: Readonly<Record<string, DeviceOrder>> = {
  name: 'name-asc',
  '-name': 'name-desc',
  last_seen: 'last-seen-asc',
  '-last_seen': 'last-seen-desc',
};

/** The order that is asked for: the first of several. */
export const toDeviceOrder = ({ sortby }: DeviceListQuery): DeviceOrder =>
  orders[sortby?.split(',')[0] ?? ''] ?? 'owner-asc';

const isEmpty = (text: string | undefined): text is undefined | '' =>
  text === undefined || text === '';

/** Which devices are asked for; an empty text asks for nothing. */
export const toDeviceFilter = (query: DeviceListQuery, userId: string): DeviceListFilter => ({
  groups: isEmpty(query.group) ? undefined : [query.group],
  tag: isEmpty(query.match_tag) ? undefined : query.match_tag,
  nameGlob: isEmpty(query.name) ? undefined : query.name,
  targetName: isEmpty(query.target_name) ? undefined : query.target_name,
  uuidPrefix: query.uuid,
  isProduction: query.prod === undefined ? undefined : query.prod === '1',
  ownerId: isSet(query.mine) ? userId : undefined,
});
