/** Between the names of the wire and ours. */
import type { HeldDevice, Report } from '@moorgate/devices';
import type { DeviceBody } from './schemas.ts';

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

/** PEM of a SubjectPublicKeyInfo: lines of 64 characters and a line feed at the end (RFC 7468, section 13). */
export const toPublicKeyPem = (spki: Buffer): string => {
  const lines = spki.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN PUBLIC KEY-----\n${lines.join('\n')}\n-----END PUBLIC KEY-----\n`;
};

/** A device as it is told of itself. */
export const toDeviceBody = (device: HeldDevice, pubkey: string): DeviceBody => {
  const name = device.name ?? device.uuid;
  return {
    uuid: device.uuid,
    name,
    Name: name,
    factory: device.factory,
    owner: '',
    repo_id: device.factory,
    created_at: seconds(device.createdAtMs),
    last_seen: seconds(device.lastSeenAtMs),
    docker_apps: device.reported.apps,
    group_name: device.groupName ?? '',
    ostree_hash: device.reported.ostreeHash,
    pubkey,
    target_name: device.reported.targetName,
    tag: device.reported.tag,
    update_name: device.update?.name ?? '',
  };
};

const fieldOfHeader = new Map<string, keyof Report>([
  ['x-ats-target', 'targetName'],
  ['x-ats-tags', 'tag'],
  ['x-ats-ostreehash', 'ostreeHash'],
  ['x-ats-dockerapps', 'apps'],
]);

const prefix = 'x-ats-';

const nothing: Report = Object.freeze({
  targetName: undefined,
  tag: undefined,
  ostreeHash: undefined,
  apps: undefined,
});

const startsWithPrefix = (name: string): boolean =>
  name.length > prefix.length && name.slice(0, prefix.length).toLowerCase() === prefix;

/**
 * What a request reports. Headers are read as they came (names and values in turn), because Node joins repeated ones and
 * here the first one counts.
 */
export const toReport = (rawHeaders: readonly string[]): Report => {
  let report: { -readonly [K in keyof Report]: Report[K] } | null = null;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!startsWithPrefix(name)) continue;
    const field = fieldOfHeader.get(name.toLowerCase());
    if (field === undefined) continue;
    report ??= { ...nothing };
    report[field] ??= rawHeaders[index + 1] ?? '';
  }
  return report ?? nothing;
};
