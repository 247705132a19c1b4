import { EventEmitter, once } from 'node:events';
import { createLogger } from '@moorgate/observability';
import { frozenClock } from '@moorgate/testing';
import { createRefusalLog, type RefusalSink, writeRefusals } from './refusal-log.ts';

const start = (instant = '2026-03-01T12:00:00.000Z') => {
  const clock = frozenClock(instant);
  const lines: Record<string, unknown>[] = [];
  const writes = new EventEmitter();
  const write = (text: string): void => {
    const line = JSON.parse(text) as Record<string, unknown>;
    lines.push(line);
    writes.emit(String(line['msg']));
  };
  const log = createRefusalLog({
    sink: writeRefusals(createLogger({ service: 'test', stream: { write } })),
    nowMs: () => clock.now().getTime(),
  });
  return { clock, lines, log, written: (message: string) => once(writes, message) };
};

const refusal = { code: 'device_denied', address: '10.0.0.1', uuid: 'a' };

test('writes one line a minute for each device and code, and counts the rest', () => {
  const { lines, log } = start();
  expect(log.note(refusal)).toBe(true);
  expect(log.note(refusal)).toBe(false);
  expect(log.note({ ...refusal, address: '10.0.0.2' })).toBe(false);
  expect(log.note({ ...refusal, code: 'device_key_mismatch' })).toBe(true);
  expect(log.note({ ...refusal, uuid: 'b' })).toBe(true);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatchObject({ msg: 'connection refused', ...refusal });
  log.close();
});

test('goes by the address where no certificate names a device', () => {
  const { lines, log } = start();
  const stranger = { code: 'certificate_untrusted', address: '10.0.0.1', uuid: null };
  expect(log.note(stranger)).toBe(true);
  expect(log.note(stranger)).toBe(false);
  expect(log.note({ ...stranger, address: '10.0.0.2' })).toBe(true);
  expect(lines).toHaveLength(2);
  log.close();
});

test('tells what it counted, for each code, once the minute is over', () => {
  const { clock, lines, log } = start();
  for (let i = 0; i < 5; i += 1) log.note(refusal);
  for (let i = 0; i < 3; i += 1) log.note({ ...refusal, code: 'device_key_mismatch' });
  clock.advance(60_000);
  expect(log.note(refusal)).toBe(true);
  expect(lines.slice(2)).toMatchObject([
    {
      msg: 'connections refused, not logged',
      total: 6,
      codes: { device_denied: 4, device_key_mismatch: 2 },
    },
    { msg: 'connection refused' },
  ]);
  clock.advance(60_000);
  log.note(refusal);
  expect(lines).toHaveLength(5);
  log.close();
});

test('tells it without another refusal too', async () => {
  const { written, lines, log } = start('2026-03-01T12:00:59.950Z');
  log.note(refusal);
  log.note(refusal);
  await written('connections refused, not logged');
  expect(lines.at(-1)).toMatchObject({ total: 1, codes: { device_denied: 1 } });
  log.close();
  expect(lines).toHaveLength(2);
});

test('tells it at the end', () => {
  const { lines, log } = start();
  log.note(refusal);
  log.note(refusal);
  log.close();
  expect(lines.at(-1)).toMatchObject({ total: 1, codes: { device_denied: 1 } });
});

test('tells what others counted together with its own', () => {
  const { lines, log } = start();
  log.note(refusal);
  log.note(refusal);
  log.add({ device_denied: 3, certificate_untrusted: 2 });
  log.close();
  expect(lines.slice(1)).toMatchObject([
    { total: 6, codes: { device_denied: 4, certificate_untrusted: 2 } },
  ]);
});

test('waits beyond the end of the minute for what others counted in it, where it is told to', () => {
  const clock = frozenClock('2026-03-01T12:00:30.000Z');
  const told: unknown[] = [];
  const sink: RefusalSink = { write: () => true, tell: (counts) => void told.push(counts) };
  const nowMs = (): number => clock.now().getTime();
  const log = createRefusalLog({ sink, nowMs, graceMs: 1_000 });
  log.add({ device_denied: 1 });
  clock.advance(30_500);
  log.add({ device_denied: 2 });
  expect(log.note(refusal)).toBe(true);
  expect(told).toEqual([]);
  clock.advance(500);
  log.add({ device_denied: 4 });
  log.close();
  expect(told).toEqual([{ device_denied: 3 }, { device_denied: 4 }]);
});

test('counts what cannot be written at the moment, and writes it the next time', () => {
  let isFull = true;
  const told: unknown[] = [];
  const sink: RefusalSink = { write: () => !isFull, tell: (counts) => void told.push(counts) };
  const log = createRefusalLog({ sink, nowMs: () => 0 });
  expect(log.note(refusal)).toBe(false);
  isFull = false;
  expect(log.note(refusal)).toBe(true);
  expect(log.note(refusal)).toBe(false);
  log.close();
  expect(told).toEqual([{ device_denied: 2 }]);
});

test('a flood of subjects fills neither the log nor the memory', () => {
  const { lines, log } = start();
  for (let i = 0; i < 12_000; i += 1) log.note({ ...refusal, uuid: String(i) });
  log.close();
  expect(lines).toHaveLength(10_001);
  expect(lines.at(-1)).toMatchObject({ total: 2_000 });
});
