/** Somebody who makes one change after another while parts of a product are killed, and remembers what was acknowledged. */
import { type SeededRandom, seededRandom } from '@moorgate/testing';
import { dataChanges } from './durable-data.ts';
import {
  deviceChanges,
  type DurableDevice,
  type Installation,
  makeChange,
  newDevice,
  readBack,
} from './durable-device.ts';
import {
  type DurableEnrolment,
  makeEnrolment,
  readEnrolmentBack,
  registerOne,
  revokeEnrolment,
} from './durable-enrolment.ts';
import { type DurableToken, issueToken, readTokenBack, revokeToken } from './durable-token.ts';
import { deleteOne, type DurableUpdate, readUpdateBack, uploadOne } from './durable-update.ts';
import type { Outcome } from './exchange.ts';

/** What it speaks to. */
export interface ClientGround extends Installation {
  readonly adminUrl: string;
  /** Of an operator who may do all of it. */
  readonly token: string;
}

/** Somebody of that kind. */
export interface DurableClient {
  readonly devices: readonly DurableDevice[];
  /** How often each change was acknowledged, by its name. */
  readonly acknowledged: ReadonlyMap<string, number>;
  /** Makes one change, to something of its own. Throws for any full answer but success and 503. */
  change(): Promise<void>;
  /** Reads back what was changed since the last time. Throws when anything that was acknowledged is lost. */
  readTouchedBack(): Promise<void>;
  /** Reads everything back. */
  readAllBack(): Promise<void>;
}

/** Every change that it makes, by the name under which it is counted. */
export const durableChanges: readonly string[] = [
  ...deviceChanges.map(({ action }) => action),
  ...dataChanges.map(({ name }) => name),
  ...['token', 'revocation of a token', 'upload', 'deletion of an update'],
  ...['enrolment token', 'revocation of an enrolment token', 'registration', 'destruction'],
];

/** What a client has, and what it remembers. */
interface Memory {
  readonly to: ClientGround;
  readonly random: SeededRandom;
  readonly devices: DurableDevice[];
  readonly tokens: DurableToken[];
  readonly updates: DurableUpdate[];
  readonly enrolments: DurableEnrolment[];
  readonly acknowledged: Map<string, number>;
  /** How each thing is read back. */
  readonly readers: Map<object, () => Promise<void>>;
  readonly touched: Set<object>;
}

const touch = (memory: Memory, one: object, reader: () => Promise<void>): void => {
  memory.readers.set(one, reader);
  memory.touched.add(one);
};
const touchDevice = (memory: Memory, device: DurableDevice): void =>
  touch(memory, device, () => readBack(memory.to, device));

const count = ({ acknowledged }: Memory, what: string, outcome: Outcome): void => {
  if (outcome === 'acknowledged') acknowledged.set(what, (acknowledged.get(what) ?? 0) + 1);
};

const changeSomeDevice = async (memory: Memory): Promise<void> => {
  const { random, devices, to } = memory;
  const wanted = random.pick(deviceChanges);
  const suitable = devices.filter((one) => one.doubt === null && wanted.applies(one));
  if (suitable.length === 0) devices.push(newDevice(to.pki));
  const device = suitable.length === 0 ? devices.at(-1)! : random.pick(suitable);
  const change = suitable.length === 0 ? deviceChanges[0]! : wanted;
  touchDevice(memory, device);
  const hadData = device.data.sure.size > 0;
  const outcome = await makeChange(to, device, change);
  count(memory, change.action, outcome);
  if (hadData && device.state === 'denied') count(memory, 'destruction', outcome);
};

/** Something is sent by a device, or given to it. */
const changeSomeData = async (memory: Memory): Promise<void> => {
  const { random, devices, to } = memory;
  const live = devices.filter(({ doubt, state }) => doubt === null && state === 'live');
  const updates = memory.updates.filter(({ state }) => state === 'there');
  if (live.length === 0 || updates.length === 0) return;
  const device = random.pick(live);
  const change = random.pick(dataChanges);
  touchDevice(memory, device);
  count(memory, change.name, await change.make(to, device, { random, updates }));
};

const changeSomeToken = async (memory: Memory): Promise<void> => {
  const { random, tokens, to } = memory;
  const active = tokens.filter(({ state }) => state === 'active');
  if (active.length > 0 && random.below(2) === 0) {
    const one = random.pick(active);
    touch(memory, one, () => readTokenBack(one));
    count(memory, 'revocation of a token', await revokeToken(to.admin, one));
    return;
  }
  const one = await issueToken(to.admin, to.adminUrl);
  if (one === null) return;
  tokens.push(one);
  touch(memory, one, () => readTokenBack(one));
  count(memory, 'token', 'acknowledged');
};

const changeSomeUpdate = async (memory: Memory): Promise<void> => {
  const { random, updates, to } = memory;
  const unused = updates.filter(({ state, isUsed }) => state === 'there' && !isUsed);
  if (unused.length > 1 && random.below(2) === 0) {
    const one = random.pick(unused);
    touch(memory, one, () => readUpdateBack(to.admin, one));
    count(memory, 'deletion of an update', await deleteOne(to.admin, one));
    return;
  }
  const one = await uploadOne(to);
  if (one === null) return;
  updates.push(one);
  touch(memory, one, () => readUpdateBack(to.admin, one));
  count(memory, 'upload', 'acknowledged');
};

const makeSomeEnrolment = async (memory: Memory): Promise<void> => {
  const { enrolments, to } = memory;
  const one = await makeEnrolment(to.admin);
  if (one === null) return;
  enrolments.push(one);
  touch(memory, one, () => readEnrolmentBack(to.admin, one));
  count(memory, 'enrolment token', 'acknowledged');
};

/** Most of the time, a device registers with an enrolment token. */
const useSomeEnrolment = async (memory: Memory): Promise<void> => {
  const { random, enrolments, devices, to } = memory;
  const usable = enrolments.filter(({ state }) => state === 'usable');
  if (usable.length === 0) return makeSomeEnrolment(memory);
  const one = random.pick(usable);
  touch(memory, one, () => readEnrolmentBack(to.admin, one));
  if (random.below(5) === 0) {
    const outcome = await revokeEnrolment(to.admin, one);
    count(memory, 'revocation of an enrolment token', outcome);
    return;
  }
  const device = await registerOne(to.adminUrl, one);
  if (device === null) return;
  devices.push(device);
  touchDevice(memory, device);
  count(memory, 'registration', 'acknowledged');
};

/** Each as often as it stands here. */
const changes = [
  ...[changeSomeToken, changeSomeUpdate, useSomeEnrolment],
  ...Array<typeof changeSomeDevice>(4).fill(changeSomeDevice),
  ...Array<typeof changeSomeData>(5).fill(changeSomeData),
];

/** Somebody new, who has nothing yet; what it does follows from the seed, and from what is answered. */
export const createDurableClient = (to: ClientGround, seed: number): DurableClient => {
  const memory: Memory = {
    to,
    random: seededRandom(seed),
    devices: [],
    tokens: [],
    updates: [],
    enrolments: [],
    acknowledged: new Map(),
    readers: new Map(),
    touched: new Set(),
  };
  const { random, readers, touched } = memory;
  return {
    devices: memory.devices,
    acknowledged: memory.acknowledged,
    change: () => random.pick(changes)(memory),
    readTouchedBack: async () => {
      for (const one of touched) await readers.get(one)!();
      touched.clear();
    },
    readAllBack: async () => {
      for (const read of readers.values()) await read();
    },
  };
};
