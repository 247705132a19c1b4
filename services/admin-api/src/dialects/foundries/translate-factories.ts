/** Between the wire shapes of people and of the status of a factory and what the use cases give; pure. */
import type { HeldRole, Member } from '@moorgate/auth';
import type { DeviceNumbers, FleetStatus, TagStatus } from '@moorgate/delivery';
import type {
  StatusBody,
  TagStatusBody,
  TeamDetailsBody,
  UserBody,
  UserDetailsBody,
} from './schemas-factories.ts';
import { toWireScope } from './translate.ts';

/** Somebody. */
export const toUserBody = ({ username, standing }: Member): UserBody => ({
  'polis-id': username,
  name: username,
  role: standing,
});

/** A role as a team; its people where they are given. */
export const toTeamDetailsBody = (
  { name, description, scopes, groups }: HeldRole,
  factory: string,
  members: readonly Member[] = [],
): TeamDetailsBody => ({
  name,
  description,
  scopes: scopes.map(toWireScope(factory)),
  groups: [...(groups ?? [])],
  members: members.map(toUserBody),
});

/** Somebody, with what they may do where that is shown. */
export const toUserDetailsBody = (
  member: Member,
  factory: string,
  scopes: readonly string[] | null,
): UserDetailsBody => ({
  ...toUserBody(member),
  'teams-ext': scopes === null ? [] : member.roles.map((role) => toTeamDetailsBody(role, factory)),
  'effective-scopes': (scopes ?? []).map(toWireScope(factory)),
});

const numbersOf = ({ total, online, onLatest, onOrphan }: DeviceNumbers) => ({
  'devices-total': total,
  'devices-online': online,
  'devices-on-latest': onLatest,
  'devices-on-orphan': onOrphan,
});

const toTagStatusBody = (status: TagStatus): TagStatusBody => ({
  name: status.tag,
  ...numbersOf(status),
  'latest-target': status.latestVersion,
  targets: status.versions.map(({ version, devices, isOrphan }) => ({
    version,
    devices,
    'is-orphan': isOrphan,
  })),
  'device-groups': status.groups.map((group) => ({ name: group.name, ...numbersOf(group) })),
});

/** How far the devices are. */
export const toStatusBody = ({ total, production, others }: FleetStatus): StatusBody => ({
  'total-devices': total,
  tags: others.map(toTagStatusBody),
  'prod-tags': production.map(toTagStatusBody),
  'wave-tags': [],
});
