import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { paceHandshakes } from './pace-handshakes.ts';

interface Begun {
  readonly sockets: Socket[];
  readonly waitedMs: number[];
}

const pace = (perTurnMax: number) => {
  const begun: Begun = { sockets: [], waitedMs: [] };
  const { enter, waiting } = paceHandshakes({
    beginHandshake: (socket) => begun.sockets.push(socket),
    onBegin: (milliseconds) => begun.waitedMs.push(milliseconds),
    perTurnMax,
  });
  return { begun, enter, waiting };
};
const sockets = (count: number): Socket[] => Array.from({ length: count }, () => new Socket());

test('a connection that comes alone begins at once', () => {
  const { begun, enter, waiting } = pace(2);
  enter(new Socket());
  expect([begun.sockets.length, begun.waitedMs, waiting()]).toEqual([1, [0], 0]);
});

test('of many, a few begin in each turn of the event loop, first come, first served', async () => {
  const { begun, enter, waiting } = pace(2);
  const all = sockets(5);
  for (const one of all) enter(one);
  const counts = [begun.sockets.length];
  while (waiting() > 0) {
    await nextTurn();
    counts.push(begun.sockets.length);
  }
  expect(counts).toEqual([2, 4, 5]);
  expect(begun.sockets).toEqual(all);
});

test('whoever comes while others wait goes behind them', async () => {
  const { begun, enter, waiting } = pace(1);
  const [first, second, third] = sockets(3) as [Socket, Socket, Socket];
  enter(first);
  enter(second);
  await nextTurn();
  enter(third);
  while (waiting() > 0) await nextTurn();
  expect(begun.sockets).toEqual([first, second, third]);
});

test('a connection that closed while it waited takes nobody’s turn', async () => {
  const { begun, enter, waiting } = pace(1);
  const [first, gone, last] = sockets(3) as [Socket, Socket, Socket];
  for (const one of [first, gone, last]) enter(one);
  gone.destroy();
  await nextTurn();
  expect(begun.sockets).toEqual([first, last]);
  expect(waiting()).toBe(0);
});
