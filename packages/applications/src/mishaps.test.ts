/** What hosts run after something went wrong on one of four, at each stage: exactly what they ran before. */
import type { EngineMishap, TestEngine } from '@moorgate/testing';
import { createApplication } from './requests/create-application.ts';
import { updateApplication } from './requests/update-application.ts';
import { answers, cutAfter, cutBefore, spoilOnce } from './test-support/engine-mishaps.ts';
import { type OperationGround, openOperationGround } from './test-support/operation-ground.ts';

let ground: OperationGround;
beforeAll(async () => {
  ground = await openOperationGround();
});
afterAll(() => ground.close());

let names = 0;

const snapshot = (engines: readonly TestEngine[]): unknown =>
  engines.map(({ containers }) =>
    [...containers.values()].map(({ id, name, isRunning }) => ({ id, name, isRunning })),
  );

/** The first request of each stage, and those between them. */
const stages: Readonly<Record<string, RegExp>> = {
  pull: /^POST images\/create/,
  create: /^POST containers\/create/,
  stop: /^POST containers\/[0-9a-f]{64}\/stop/,
  'set aside': /^POST containers\/[0-9a-f]{64}\/rename\?name=.*_old$/,
  'set up': /^POST containers\/[0-9a-f]{64}\/rename\?name=(?!.*_(?:old|tmp)$)/,
  start: /^POST containers\/[0-9a-f]{64}\/start/,
  look: /^GET containers\/[^/]*_tmp\/json/,
};

/** Each spoils one request. */
const mishaps: Readonly<Record<string, EngineMishap>> = {
  'answers 500': answers(500, 'boom'),
  'answers 409': answers(409, 'conflict'),
  'is cut off before its effect': cutBefore,
  'is cut off after its effect': cutAfter,
  hangs: () => true,
};

const cases = Object.keys(stages).flatMap((stage) =>
  Object.keys(mishaps).map((mishap) => [stage, mishap] as const),
);

test.each(cases)(
  'every host runs what it ran before when the request to %s %s',
  async (stage, mishap) => {
    const owner = await ground.addUser();
    const { engines, addresses } = await ground.addHosts(owner, 4);
    names += 1;
    const name = `app-${names}`;
    const created = await createApplication(owner, ground.requests, {
      ...{
        name,
        command: { Image: 'busybox' },
        instances: addresses,
        start: true,
        forcePull: false,
      },
    });
    await ground.run(owner, created.operationId);
    engines[3]!.containers.get(name)!.isRunning = false;
    const before = snapshot(engines);
    spoilOnce(engines[2]!, stages[stage]!, mishaps[mishap]!);
    const { operationId } = await updateApplication(owner, ground.requests, {
      ...{ application: name, command: { Image: 'busybox:2' }, add: [], remove: [], restart: true },
    });
    // One that hangs is given up soon; nothing else is in a hurry.
    const times = { ...ground.services.times, idleTimeoutMs: 1_000 };
    const lines = await ground.run(owner, operationId, { times });
    const ended = await ground.settle(owner, operationId);
    expect(ended).toMatchObject({ status: 'failed' });
    expect(snapshot(engines)).toEqual(before);
    expect(
      lines.some(({ status, instance }) => status === 'Error' && instance === addresses[2]),
    ).toBe(true);
    expect(lines.at(-1)).toMatchObject({ status: 'Finalized' });
  },
  60_000,
);
