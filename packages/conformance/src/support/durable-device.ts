/** A device whose acknowledged changes are kept in mind, to be read back after whatever happened. */
import { createHash } from 'node:crypto';
import type { TestPki } from '@moorgate/testing';
import type { AdminClient } from './admin.ts';
import type { DeviceFiles } from './device.ts';
import { type DurableData, noData, readDataBack } from './durable-data.ts';
import { change, connectOnce, type Outcome, read, verdictOn } from './exchange.ts';
import { issueDevice, type TestDevice } from './fleet.ts';

/** What a device can be. */
type State = 'new' | 'live' | 'denied' | 'purged';

/** Who is spoken to. */
export interface Installation {
  readonly admin: AdminClient;
  readonly gatewayUrl: string;
  readonly pki: TestPki;
}

/** A key with its certificate. */
type DurableKey = Pick<TestDevice, 'files'>;

/** A device, as it was last acknowledged to be. */
export interface DurableDevice {
  readonly uuid: string;
  state: State;
  key: DurableKey;
  /** The key before this one. */
  formerKey: DurableKey | null;
  /** A key that an open permit is for. */
  permitted: { readonly permitId: string; readonly key: TestDevice } | null;
  /** The state that it has as well as may not have, when a change of it was not acknowledged. */
  doubt: DeviceChange | null;
  /** What it has sent and was given since it was let in. */
  data: DurableData;
  /** How often each action was acknowledged, by the name that the audit has for it. */
  readonly audited: Map<string, number>;
}

/** A change of a device. */
export interface DeviceChange {
  /** What the audit calls it. */
  readonly action: string;
  applies(device: DurableDevice): boolean;
  ask(to: Installation, device: DurableDevice): Promise<Outcome>;
  /** Takes note that it is made. */
  note(device: DurableDevice): void;
}

/** A device that nobody knows yet. */
export const newDevice = (pki: TestPki): DurableDevice => {
  const key = issueDevice(pki);
  return {
    uuid: key.uuid,
    state: 'new',
    key,
    formerKey: null,
    permitted: null,
    doubt: null,
    data: noData(),
    audited: new Map(),
  };
};

/** A device that has registered, which it does once. */
export const registeredDevice = (uuid: string, files: DeviceFiles): DurableDevice => ({
  uuid,
  state: 'live',
  key: { files },
  formerKey: null,
  permitted: null,
  doubt: null,
  data: noData(),
  audited: new Map([['device.registered', 1]]),
});

const moving = (from: State, to: State): Pick<DeviceChange, 'applies' | 'note'> => ({
  applies: ({ state }) => state === from,
  note: (device) => {
    device.state = to;
    if (to === 'live') return;
    device.permitted = null;
    device.data = noData();
  },
});

const asking =
  (method: string, pathOf: (uuid: string) => string): DeviceChange['ask'] =>
  async ({ admin }, { uuid }) =>
    (await change(() => admin.call(method, pathOf(uuid)), 204)).outcome;

const spkiSha256 = ({ leaf }: TestDevice): string =>
  createHash('sha256')
    .update(leaf.keys.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

const permit: DeviceChange = {
  action: 'device.rekey_permitted',
  applies: ({ state, permitted }) => state === 'live' && permitted === null,
  ask: async ({ admin, pki }, device) => {
    const key = issueDevice(pki, { uuid: device.uuid });
    const { outcome, body } = await change(
      () =>
        admin.call('POST', `/v1/devices/${device.uuid}/rekey-permits`, {
          'spki-sha256': spkiSha256(key),
        }),
      201,
    );
    if (outcome === 'acknowledged')
      device.permitted = { permitId: (body as { id: string }).id, key };
    return outcome;
  },
  note: () => undefined,
};

const rekey: DeviceChange = {
  action: 'device.rekeyed',
  applies: ({ state, permitted }) => state === 'live' && permitted !== null,
  ask: ({ gatewayUrl }, { permitted }) => connectOnce(gatewayUrl, permitted!.key.files),
  note: (device) => {
    device.formerKey = device.key;
    device.key = device.permitted!.key;
    device.permitted = null;
  },
};

const enrol: DeviceChange = {
  action: 'device.enrolled',
  ...moving('new', 'live'),
  ask: ({ gatewayUrl }, { key }) => connectOnce(gatewayUrl, key.files),
};

/** Every change that a device can go through. */
export const deviceChanges: readonly DeviceChange[] = [
  enrol,
  {
    action: 'device.denied',
    ...moving('live', 'denied'),
    ask: asking('DELETE', (uuid) => `/v1/devices/${uuid}`),
  },
  {
    action: 'device.undenied',
    ...moving('denied', 'live'),
    ask: asking('DELETE', (uuid) => `/v1/denied-devices/${uuid}`),
  },
  {
    action: 'device.purged',
    ...moving('denied', 'purged'),
    ask: asking('DELETE', (uuid) => `/v1/denied-devices/${uuid}?purge=true`),
  },
  permit,
  rekey,
];

/** Asks for the change, and takes note of it when it is acknowledged; otherwise the device is in doubt from then on. */
export const makeChange = async (
  to: Installation,
  device: DurableDevice,
  one: DeviceChange,
): Promise<Outcome> => {
  const outcome = await one.ask(to, device);
  if (outcome === 'unknown') device.doubt = one;
  else {
    one.note(device);
    device.audited.set(one.action, (device.audited.get(one.action) ?? 0) + 1);
  }
  return outcome;
};

const verdictIn: Readonly<Record<State, string>> = {
  new: 'served',
  live: 'served',
  denied: 'device_denied',
  purged: 'device_key_purged',
};

const has = (what: string, found: unknown, expected: unknown, { uuid }: DurableDevice): void => {
  if (found !== expected)
    throw new Error(`${what} of ${uuid}: found ${String(found)}, expected ${String(expected)}`);
};

/** Finds out whether a change was made that nobody acknowledged; anything but before and after is a fault. */
const settleDoubt = async (to: Installation, device: DurableDevice): Promise<void> => {
  const { doubt } = device;
  if (doubt === null) return;
  device.doubt = null;
  // To look is to connect, which makes these two for certain; a permit that nobody holds opens nothing.
  if (doubt === enrol || doubt === rekey) {
    const { files } = doubt === rekey ? device.permitted!.key : device.key;
    has('verdict', await verdictOn(to.gatewayUrl, files), 'served', device);
    doubt.note(device);
  } else if (doubt !== permit) {
    const verdict = await verdictOn(to.gatewayUrl, device.key.files);
    if (verdict !== verdictIn[device.state]) doubt.note(device);
  }
};

const checkPermit = async (to: Installation, device: DurableDevice): Promise<void> => {
  const { permitted, uuid } = device;
  if (permitted === null) return;
  const { body } = await read(() => to.admin.call('GET', `/v1/devices/${uuid}/rekey-permits`));
  const permits = body as { id: string; state: string }[];
  const found = permits.find(({ id }) => id === permitted.permitId);
  has('permit', found?.state, 'open', device);
};

/** Reads the device back by the admin API and by a handshake with each of its keys. Throws when anything was lost. */
export const readBack = async (to: Installation, device: DurableDevice): Promise<void> => {
  await settleDoubt(to, device);
  const { uuid, state, key, formerKey } = device;
  if (state === 'new') return;
  has('verdict', await verdictOn(to.gatewayUrl, key.files), verdictIn[state], device);
  if (formerKey !== null && state === 'live') {
    const verdict = await verdictOn(to.gatewayUrl, formerKey.files);
    has('verdict on the former key', verdict, 'device_key_mismatch', device);
  }
  const { status } = await read(() => to.admin.call('GET', `/v1/devices/${uuid}`));
  has('status', status, state === 'live' ? 200 : 404, device);
  await checkPermit(to, device);
  if (state === 'live') await readDataBack(to, device);
};
