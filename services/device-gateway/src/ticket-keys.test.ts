import { frozenClock } from '@moorgate/testing';
import { createTicketKeys, drawTicketSecret, type TicketKeys } from './ticket-keys.ts';

const made: TicketKeys[] = [];
afterEach(() => {
  for (const keys of made.splice(0)) keys.stop();
});

const start = '2026-01-02T03:00:00.000Z';
const secret = drawTicketSecret();

/** A process with these CAs; `change` is what it hears of others. */
const makeProcess = ({ cas = 'a', at = start, with: mine = secret } = {}) => {
  const listeners: (() => void)[] = [];
  let trusted = cas;
  const clock = frozenClock(at);
  const trust = {
    fingerprint: () => trusted,
    onChange: (listener: () => void) => void listeners.push(listener),
  };
  const keys = createTicketKeys({ secret: mine, clock, trust });
  made.push(keys);
  const change = (next: string): void => {
    trusted = next;
    for (const listener of listeners) listener();
  };
  return { keys, clock, change };
};

test('processes with one secret and the same CAs have the same keys, of 48 bytes', () => {
  const keys = makeProcess().keys.current();
  expect(keys).toHaveLength(48);
  expect(makeProcess().keys.current()).toEqual(keys);
  expect(makeProcess({ at: '2026-01-02T03:59:59.999Z' }).keys.current()).toEqual(keys);
});

test.each([
  ['secret', { with: drawTicketSecret() }],
  ['set of CAs', { cas: 'b' }],
  ['hour', { at: '2026-01-02T04:00:00.000Z' }],
])('another %s makes other keys', (_what, difference) => {
  expect(makeProcess(difference).keys.current()).not.toEqual(makeProcess().keys.current());
});

test('a change of the CAs gives those who follow the keys of the new set at once', () => {
  const { keys, change } = makeProcess();
  const used: Buffer[] = [];
  keys.follow((present) => used.push(present));
  change('b');
  expect(used).toEqual([makeProcess().keys.current(), makeProcess({ cas: 'b' }).keys.current()]);
});

test('after the end nobody is given keys any more', () => {
  const { keys, change } = makeProcess();
  const used: Buffer[] = [];
  keys.follow((present) => used.push(present));
  keys.stop();
  change('b');
  expect(used).toHaveLength(1);
});
