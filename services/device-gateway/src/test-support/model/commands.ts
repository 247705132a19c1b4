/** The steps that a random run is made of, each done to the model and to the product, whose outcomes must agree. */
import { setTimeout as delay } from 'node:timers/promises';
import fc, { type Arbitrary, type AsyncCommand } from 'fast-check';
import {
  admit,
  announce as announceInModel,
  type FleetModel,
  forget,
  judgeAnnouncement,
  type KeyId,
  type ModelConnection,
  mustClose,
  operate,
  type Outcome,
  outcomesOfRequest,
  type Presented,
} from './fleet-model.ts';
import type { FleetUnderTest } from './fleet-under-test.ts';

type Step = AsyncCommand<FleetModel, FleetUnderTest>;

/** How much there is of everything. */
export interface FleetSize {
  readonly devices: number;
  readonly cas: number;
  readonly gateways: number;
}

/** More would be closed by limits, which are not of interest here. */
const connectionsMax = 8;

/** Far beyond the second that is promised, which is measured elsewhere: a run may share its processor with many others. */
const closedWithinMs = 10_000;

const drop = (model: FleetModel, real: FleetUnderTest, connection: ModelConnection): void => {
  real.links.get(connection)?.close();
  real.links.delete(connection);
  forget(model, connection);
};

const connect = (presented: Presented, gateway: number): Step => ({
  check: () => true,
  run: async (model, real) => {
    const expected = admit(model, presented);
    const { outcome, link } = await real.connect(presented, gateway);
    expect(outcome).toBe(expected.outcome);
    if (expected.isRekeyed) await real.untilApplied();
    if (outcome !== 'served') return;
    const connection = { presented, gateway, reasons: new Set<string>() };
    model.connections.push(connection);
    real.links.set(connection, link);
    if (model.connections.length > connectionsMax) drop(model, real, model.connections[0]!);
  },
  toString: () => {
    const { device, key, ca } = presented;
    return `connect(device ${device}, key ${key}, CA ${ca}, gateway ${gateway})`;
  },
});

const request = (which: number): Step => ({
  check: (model) => model.connections.length > 0,
  run: async (model, real) => {
    const connection = model.connections[which % model.connections.length]!;
    const outcome = await real.links.get(connection)!.ask();
    // What could not be decided is no answer of interest, and the last one of its connection.
    const expected = [...outcomesOfRequest(model, connection), 'service_unavailable'];
    expect(expected).toContain(outcome);
    if (outcome !== 'served') drop(model, real, connection);
  },
  toString: () => `request(${which})`,
});

const announce = (which: number, key: (device: number) => KeyId): Step => ({
  check: (model) => model.connections.length > 0,
  run: async (model, real) => {
    const connection = model.connections[which % model.connections.length]!;
    const { device } = connection.presented;
    const next = key(device);
    const outcome = await real.announce(connection, next);
    const served = judgeAnnouncement(model, device, next);
    const expected = outcomesOfRequest(model, connection).map((one) =>
      one === 'served' ? served : one,
    );
    expect([...expected, 'service_unavailable']).toContain(outcome);
    if (outcome === 'served') announceInModel(model, device, next);
    else if (outcome !== served) drop(model, real, connection);
  },
  toString: () => `announce(${which}, key ${key(0)})`,
});

/** Every connection that may not go on is closed without a request. */
const awaitClosed: Step = {
  check: (model) => mustClose(model).length > 0,
  run: async (model, real) => {
    for (const connection of mustClose(model)) {
      const { closed } = real.links.get(connection)!;
      const outcome = closed.then(() => 'closed');
      const late = delay(closedWithinMs, 'open', { ref: false });
      expect([connection, await Promise.race([outcome, late])]).toEqual([connection, 'closed']);
      drop(model, real, connection);
    }
  },
  toString: () => 'awaitClosed()',
};

const restart = (gateway: number): Step => ({
  check: () => true,
  run: async (model, real) => {
    await real.restart(gateway);
    for (const connection of model.connections.filter((one) => one.gateway === gateway)) {
      expect(await real.links.get(connection)!.ask()).toBe('closed');
      drop(model, real, connection);
    }
  },
  toString: () => `restart(gateway ${gateway})`,
});

interface Operation {
  readonly name: string;
  inModel(model: FleetModel): Outcome;
  inProduct(real: FleetUnderTest): Promise<Outcome>;
}

const operation = ({ name, inModel, inProduct }: Operation): Step => ({
  check: () => true,
  run: async (model, real) => {
    const expected = inModel(model);
    expect(await inProduct(real)).toBe(expected);
  },
  toString: () => name,
});

const onDevice = (device: number): readonly Step[] => [
  operation({
    name: `deny(device ${device})`,
    inModel: (model) => operate.denyDevice(model, device),
    inProduct: (real) => real.deny(device),
  }),
  operation({
    name: `undeny(device ${device})`,
    inModel: (model) => operate.undenyDevice(model, device),
    inProduct: (real) => real.undeny(device),
  }),
  operation({
    name: `purge(device ${device})`,
    inModel: (model) => operate.purgeDevice(model, device),
    inProduct: (real) => real.purge(device),
  }),
];

const permit = (device: number, key: KeyId | null): Step =>
  operation({
    name: `permit(device ${device}, ${key === null ? 'any key' : `key ${key}`})`,
    inModel: (model) => operate.createRekeyPermit(model, device, key),
    inProduct: (real) => real.permit(device, key),
  });

const onCa = (ca: number): readonly Step[] => [
  operation({
    name: `retire(CA ${ca})`,
    inModel: (model) => operate.retireDeviceCa(model, ca),
    inProduct: (real) => real.retireCa(ca),
  }),
  operation({
    name: `reinstate(CA ${ca})`,
    inModel: (model) => operate.reinstateDeviceCa(model, ca),
    inProduct: (real) => real.reinstateCa(ca),
  }),
  ...(['open', 'registered', 'approval'] as const).map((policy) =>
    operation({
      name: `changePolicy(CA ${ca}, ${policy})`,
      inModel: (model) => operate.changeEnrolmentPolicy(model, ca, policy),
      inProduct: (real) => real.changePolicy(ca, policy),
    }),
  ),
];

const below = (limit: number): Arbitrary<number> => fc.nat({ max: limit - 1 });

const counted = (step: Step, onTaken: () => void): Step => ({
  ...step,
  run: async (model, real) => {
    onTaken();
    await step.run(model, real);
  },
});

/** One step, the frequent ones first; calls `onTaken` whenever one is taken. */
export const anyStep = (size: FleetSize, onTaken: () => void): Arbitrary<Step> => {
  const { devices, cas, gateways } = size;
  const device = below(devices);
  const keyOf = (index: number): Arbitrary<KeyId> =>
    fc.constantFrom(`x${index}`, `x${index}`, `y${index}`, `z${index}`, 'shared');
  const announced = fc.constantFrom(
    ...['x', 'y', 'y', 'z'].map((name) => (index: number) => `${name}${index}`),
    () => 'shared',
  );
  const presented = fc
    .record({ device, ca: below(cas) })
    .chain((of) => keyOf(of.device).map((key) => ({ ...of, key })));
  const anyKey = fc.constant(null);
  const permitted = device.chain((index) =>
    fc.oneof(keyOf(index), anyKey).map((key) => permit(index, key)),
  );
  const step = fc.oneof(
    { weight: 40, arbitrary: fc.tuple(presented, below(gateways)).map((args) => connect(...args)) },
    { weight: 25, arbitrary: below(connectionsMax).map(request) },
    {
      weight: 12,
      arbitrary: fc.tuple(below(connectionsMax), announced).map((args) => announce(...args)),
    },
    { weight: 20, arbitrary: device.chain((index) => fc.constantFrom(...onDevice(index))) },
    { weight: 8, arbitrary: permitted },
    { weight: 5, arbitrary: below(cas).chain((index) => fc.constantFrom(...onCa(index))) },
    { weight: 3, arbitrary: fc.constant(awaitClosed) },
    { weight: 1, arbitrary: below(gateways).map(restart) },
  );
  return step.map((one) => counted(one, onTaken));
};

/** What has to be true at the end of a run, whatever its steps were. */
export const verifyEnd = async (model: FleetModel, real: FleetUnderTest): Promise<void> => {
  for (const [index, device] of model.devices.entries()) {
    const live = device.live === null ? [] : [device.live];
    const next = device.next === null ? [] : [device.next];
    const { standing, permits } = device;
    expect(await real.read(index)).toEqual({ standing, live, next, openPermits: permits.length });
  }
  if (awaitClosed.check(model)) await awaitClosed.run(model, real);
  for (let left = model.connections.length; left > 0; left -= 1) {
    await request(left - 1).run(model, real);
  }
};
