/** What hosts run after something went wrong on one of four, at each stage: exactly what they ran before. */
import type { EngineMishap, TestEngine } from '@moorgate/testing';
import { findOperation } from './operations/find-operation.ts';
import { createApplication } from './requests/create-application.ts';
import { updateApplication } from './requests/update-application.ts';
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
  'answers 500': (_call, response) => {
    response.writeHead(500).end('{"message":"boom"}');
    return true;
  },
  'answers 409': (_call, response) => {
    response.writeHead(409).end('{"message":"conflict"}');
    return true;
  },
  'is cut off before its effect': (_call, response) => {
    response.socket?.destroy();
    return true;
  },
  'is cut off after its effect': (_call, response, carryOut) => {
    const socket = response.socket;
    const cut = () => socket?.destroy();
    const unheard = Object.assign(Object.create(response) as typeof response, {
      writeHead: () => ({ end: cut }),
      write: () => true,
      end: cut,
    });
    carryOut(unheard);
    return true;
  },
  hangs: () => true,
};

const once = (engine: TestEngine, pattern: RegExp, mishap: EngineMishap): void => {
  let isSpent = false;
  engine.interfere((call, response, carryOut) => {
    if (isSpent || !pattern.test(`${call.method} ${call.target}`)) return false;
    isSpent = true;
    return mishap(call, response, carryOut);
  });
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
    once(engines[2]!, stages[stage]!, mishaps[mishap]!);
    const { operationId } = await updateApplication(owner, ground.requests, {
      ...{ application: name, command: { Image: 'busybox:2' }, add: [], remove: [], restart: true },
    });
    const lines = await ground.run(owner, operationId);
    const runner = ground.openRunner();
    for (let tries = 0; tries < 400; tries += 1) {
      await runner.takeUp();
      const { hosts } = await findOperation(owner, operationId);
      if (hosts.every(({ state }) => state === 'settled')) break;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await runner.close();
    const ended = await findOperation(owner, operationId);
    expect(ended).toMatchObject({ status: 'failed' });
    expect(snapshot(engines)).toEqual(before);
    expect(
      lines.some(({ status, instance }) => status === 'Error' && instance === addresses[2]),
    ).toBe(true);
    expect(lines.at(-1)).toMatchObject({ status: 'Finalized' });
  },
  60_000,
);
