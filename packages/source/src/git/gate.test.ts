import { createGate, type Gate, type Turn } from './gate.ts';

const limits = {
  running: 3,
  runningForFactory: 3,
  runningForHolder: 2,
  waiting: 2,
  waitMs: 60_000,
};
const turn = (holder: string, factory = 'acme') => ({ factory, holder });

/** Lets somebody wait for nothing: nobody is there any more when their time is over. */
const letWait = (gate: Gate, one: Turn): void => void gate.enter(one).catch(() => undefined);

test('lets in as many as may run, and the next one when one has left', async () => {
  const gate = createGate(limits);
  const leaves = await Promise.all(['a', 'b', 'c'].map((holder) => gate.enter(turn(holder))));
  const fourth = gate.enter(turn('d'));
  expect(gate.count()).toEqual({ running: 3, waiting: 1 });
  leaves[0]!();
  const leave = await fourth;
  expect(gate.count()).toEqual({ running: 3, waiting: 0 });
  leave();
});

test('one holder keeps no other from running, whoever came first', async () => {
  const gate = createGate(limits);
  await gate.enter(turn('a'));
  await gate.enter(turn('a'));
  letWait(gate, turn('a'));
  await gate.enter(turn('b'));
  expect(gate.count()).toEqual({ running: 3, waiting: 1 });
});

test('one factory keeps no other from running', async () => {
  const gate = createGate({ ...limits, runningForFactory: 1 });
  await gate.enter(turn('a'));
  letWait(gate, turn('b'));
  await gate.enter(turn('c', 'other'));
  expect(gate.count()).toEqual({ running: 2, waiting: 1 });
});

test('refuses at once when too many wait, and says when to come back', async () => {
  const gate = createGate({ ...limits, running: 1 });
  await gate.enter(turn('a'));
  letWait(gate, turn('b'));
  letWait(gate, turn('c'));
  await expect(gate.enter(turn('d'))).rejects.toMatchObject({
    code: 'too_many_git_requests',
    details: { retryAfterSeconds: 5 },
  });
});

test('refuses whoever has waited long enough', async () => {
  const gate = createGate({ ...limits, running: 1, waitMs: 1 });
  await gate.enter(turn('a'));
  await expect(gate.enter(turn('b'))).rejects.toMatchObject({ code: 'too_many_git_requests' });
  expect(gate.count()).toEqual({ running: 1, waiting: 0 });
});

test('whoever goes while they wait leaves no trace', async () => {
  const gate = createGate({ ...limits, running: 1 });
  const leave = await gate.enter(turn('a'));
  const controller = new AbortController();
  const waiting = gate.enter({ ...turn('b'), signal: controller.signal });
  const reason = new Error('gone');
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  leave();
  expect(gate.count()).toEqual({ running: 0, waiting: 0 });
});

test('leaving twice counts once', async () => {
  const gate = createGate(limits);
  const leave = await gate.enter(turn('a'));
  await gate.enter(turn('b'));
  leave();
  leave();
  expect(gate.count().running).toBe(1);
});
