/** What a fleet of a few devices should be like: the rules of admission once more, in memory and without any hurry. */
import type { EnrolmentPolicy } from '@moorgate/db';

/** A key of one device, such as `x0`, or the one that all devices of the model have: `shared`. */
export type KeyId = string;

/** The certificate that a connection shows: which device, which key, and the CA that issued it. */
export interface Presented {
  readonly device: number;
  readonly key: KeyId;
  readonly ca: number;
}

/** A device, as the records should have it. */
export interface ModelDevice {
  standing: 'absent' | 'active' | 'denied';
  live: KeyId | null;
  /** The key that it announced. */
  next: KeyId | null;
  /** The keys that were live or announced: a denial takes them from the records, and a full deletion still buries them. */
  former: Set<KeyId>;
  /** The keys that open permits are for; null is any key. */
  permits: (KeyId | null)[];
}

/** A connection that was served when it was opened. */
export interface ModelConnection {
  readonly presented: Presented;
  readonly gateway: number;
  /** The reasons for which it could have been closed since. */
  readonly reasons: Set<string>;
}

/** The whole of it. */
export interface FleetModel {
  readonly devices: ModelDevice[];
  readonly cas: { isRetired: boolean; policy: EnrolmentPolicy }[];
  readonly tombstones: Set<KeyId>;
  readonly connections: ModelConnection[];
  /** False makes a model of another product, to see whether the difference is found. */
  readonly buriesKeys: boolean;
}

/** What an operator, or a device, gets: `done` or `served`, or the code of the refusal. */
export type Outcome = string;

/** A fleet of which nobody has heard yet, under CAs that enrol. */
export const createFleetModel = (size: {
  readonly devices: number;
  readonly cas: number;
  readonly buriesKeys?: boolean;
}): FleetModel => ({
  devices: Array.from({ length: size.devices }, () => ({
    standing: 'absent',
    live: null,
    next: null,
    former: new Set(),
    permits: [],
  })),
  cas: Array.from({ length: size.cas }, () => ({ isRetired: false, policy: 'open' })),
  tombstones: new Set(),
  connections: [],
  buriesKeys: size.buriesKeys ?? true,
});

const unknownDevice: Readonly<Record<EnrolmentPolicy, Outcome>> = {
  open: 'enrol',
  registered: 'device_not_registered',
  approval: 'device_awaits_approval',
};

/** The place of the permit that a key would use: one for this very key before one for any. */
const permitFor = ({ permits }: ModelDevice, key: KeyId): number =>
  permits.includes(key) ? permits.indexOf(key) : permits.indexOf(null);

/** `served`, what has to happen first (`enrol`, `rotate`, `rekey`), or the code of the refusal. */
const judge = (model: FleetModel, presented: Presented): Outcome => {
  const device = model.devices[presented.device]!;
  const ca = model.cas[presented.ca]!;
  const { key } = presented;
  if (ca.isRetired) return 'device_ca_retired';
  if (device.standing === 'denied') return 'device_denied';
  if (device.live === key) return 'served';
  if (model.tombstones.has(key)) return 'device_key_purged';
  if (device.standing === 'absent') return unknownDevice[ca.policy];
  if (device.next === key) return 'rotate';
  return permitFor(device, key) >= 0 ? 'rekey' : 'device_key_mismatch';
};

/** What becomes of a connection that is open: it may go on, or it is closed for a reason. */
const judgeOpen = (model: FleetModel, { presented }: ModelConnection): Outcome => {
  const outcome = judge(model, presented);
  return outcome === 'rekey' ? 'device_key_mismatch' : outcome;
};

const noteReasons = (model: FleetModel): void => {
  for (const connection of model.connections) {
    const outcome = judgeOpen(model, connection);
    if (outcome !== 'served') connection.reasons.add(outcome);
  }
};

/** A new connection: who may connect is enrolled, or comes back with another key, on the way. */
export const admit = (
  model: FleetModel,
  presented: Presented,
): { readonly outcome: Outcome; readonly isRekeyed: boolean } => {
  const outcome = judge(model, presented);
  const device = model.devices[presented.device]!;
  if (outcome === 'enrol') {
    device.standing = 'active';
    device.live = presented.key;
    return { outcome: 'served', isRekeyed: false };
  }
  if (outcome !== 'rekey' && outcome !== 'rotate') return { outcome, isRekeyed: false };
  if (outcome === 'rekey') device.permits.splice(permitFor(device, presented.key), 1);
  for (const key of [device.live, device.next]) if (key !== null) device.former.add(key);
  device.former.delete(presented.key);
  device.live = presented.key;
  device.next = null;
  noteReasons(model);
  return { outcome: 'served', isRekeyed: true };
};

const isTaken = (model: FleetModel, owner: ModelDevice, key: KeyId): boolean =>
  model.devices.some((device) => device !== owner && [device.live, device.next].includes(key));

/** What a device is told that announces its next key, on a connection that is served. */
export const judgeAnnouncement = (model: FleetModel, index: number, key: KeyId): Outcome => {
  const device = model.devices[index]!;
  if (device.live === key || device.next === key) return 'served';
  if (model.tombstones.has(key)) return 'next_key_purged';
  if (device.former.has(key)) return 'next_key_retired';
  return isTaken(model, device, key) ? 'next_key_taken' : 'served';
};

/** The announcement was accepted. */
export const announce = (model: FleetModel, index: number, key: KeyId): void => {
  const device = model.devices[index]!;
  if (device.live === key || device.next === key) return;
  if (device.next !== null) device.former.add(device.next);
  device.next = key;
};

/** Every outcome that a request on an open connection may have. */
export const outcomesOfRequest = (model: FleetModel, connection: ModelConnection): Outcome[] => {
  const isServed = judgeOpen(model, connection) === 'served';
  const reasons = [...connection.reasons];
  // Let in again before it was closed, it may have been looked at too late to be closed.
  if (isServed) return reasons.length === 0 ? ['served'] : ['served', 'closed', ...reasons];
  return ['closed', ...reasons];
};

/** The connections that have to be closed by now, or soon. */
export const mustClose = (model: FleetModel): ModelConnection[] =>
  model.connections.filter((connection) => judgeOpen(model, connection) !== 'served');

/** Forgets a connection. */
export const forget = (model: FleetModel, connection: ModelConnection): void => {
  model.connections.splice(model.connections.indexOf(connection), 1);
};

const change = (model: FleetModel, act: () => void): Outcome => {
  act();
  noteReasons(model);
  return 'done';
};

/** What operators do, by the name of the use case. */
export const operate = {
  denyDevice: (model: FleetModel, index: number): Outcome => {
    const device = model.devices[index]!;
    if (device.standing !== 'active') return 'device_not_found';
    return change(model, () => {
      device.standing = 'denied';
      device.permits = [];
      if (device.next !== null) device.former.add(device.next);
      device.next = null;
    });
  },
  undenyDevice: (model: FleetModel, index: number): Outcome => {
    const device = model.devices[index]!;
    if (device.standing !== 'denied') return 'device_not_denied';
    return change(model, () => {
      device.standing = 'active';
    });
  },
  purgeDevice: (model: FleetModel, index: number): Outcome => {
    const device = model.devices[index]!;
    if (device.standing !== 'denied') return 'device_not_denied';
    return change(model, () => {
      const keys = model.buriesKeys ? [device.live, ...device.former] : [];
      for (const key of keys) if (key !== null) model.tombstones.add(key);
      Object.assign(device, {
        standing: 'absent',
        live: null,
        next: null,
        former: new Set(),
        permits: [],
      });
    });
  },
  createRekeyPermit: (model: FleetModel, index: number, key: KeyId | null): Outcome => {
    const device = model.devices[index]!;
    if (device.standing !== 'active') return 'device_not_found';
    if (key !== null && device.live === key) return 'device_key_live';
    if (key !== null && model.tombstones.has(key)) return 'device_key_purged';
    return change(model, () => void device.permits.push(key));
  },
  retireDeviceCa: (model: FleetModel, index: number): Outcome =>
    change(model, () => {
      model.cas[index]!.isRetired = true;
    }),
  reinstateDeviceCa: (model: FleetModel, index: number): Outcome =>
    change(model, () => {
      model.cas[index]!.isRetired = false;
    }),
  changeEnrolmentPolicy: (model: FleetModel, index: number, policy: EnrolmentPolicy): Outcome =>
    change(model, () => {
      model.cas[index]!.policy = policy;
    }),
} as const;
