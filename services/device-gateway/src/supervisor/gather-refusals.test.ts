/** The way of a refusal from the log of a worker to that of its supervisor, without the processes. */
import { frozenClock } from '@moorgate/testing';
import { createRefusalLog, type RefusalCounts, type RefusalLine } from '../refusal-log.ts';
import { gatherRefusals } from './gather-refusals.ts';
import { reportRefusals, type Tell } from './report-refusals.ts';

const refusal = { code: 'device_denied', address: '10.0.0.1', uuid: 'a' };

const start = () => {
  const clock = frozenClock('2026-03-01T12:00:30.000Z');
  const nowMs = (): number => clock.now().getTime();
  const lines: RefusalLine[] = [];
  const told: RefusalCounts[] = [];
  const gathered = gatherRefusals(
    { write: (line) => lines.push(line) > 0, tell: (counts) => void told.push(counts) },
    nowMs,
  );
  const tell: Tell = (report, taken) => {
    if (report.kind === 'refused') gathered.onRefused(report.line);
    else if (report.kind === 'refusals_counted') gathered.onRefusalsCounted(report.counts);
    taken?.();
  };
  const startWorker = () => createRefusalLog({ sink: reportRefusals(tell), nowMs });
  return { clock, lines, told, gathered, startWorker };
};

test('workers that refuse the same device write one line a minute together', () => {
  const { clock, lines, gathered, startWorker } = start();
  const workers = [startWorker(), startWorker(), startWorker()];
  for (const worker of workers) expect(worker.note(refusal)).toBe(true);
  expect(lines).toEqual([refusal]);
  expect(gathered.suppressed()).toBe(2);
  for (const worker of workers) worker.note({ ...refusal, code: 'device_key_mismatch' });
  expect(lines).toHaveLength(2);
  clock.advance(60_000);
  for (const worker of workers) worker.note(refusal);
  expect(lines).toHaveLength(3);
  for (const worker of workers) worker.close();
  gathered.close();
});

test('each refusal is a line, or in the one summary of its minute', () => {
  const { clock, lines, told, gathered, startWorker } = start();
  const workers = [startWorker(), startWorker()];
  let suppressedByWorkers = 0;
  const refuse = (worker: (typeof workers)[number], line: RefusalLine): void => {
    if (!worker.note(line)) suppressedByWorkers += 1;
  };
  for (const worker of workers) {
    for (let i = 0; i < 5; i += 1) refuse(worker, refusal);
    for (let i = 0; i < 3; i += 1) refuse(worker, { ...refusal, code: 'certificate_untrusted' });
  }
  clock.advance(30_000);
  for (const worker of workers) refuse(worker, refusal);
  expect(told).toEqual([]);
  clock.advance(1_000);
  for (const worker of workers) refuse(worker, refusal);
  for (const worker of workers) worker.close();
  gathered.close();
  // One of the second minute is told with the first: it came while the supervisor waited for the counts of that.
  expect(told).toEqual([{ device_denied: 9 + 1, certificate_untrusted: 5 }, { device_denied: 2 }]);
  expect(lines).toHaveLength(3);
  expect(lines.length + suppressedByWorkers + gathered.suppressed()).toBe(20);
});

test('beyond ten thousand subjects in a minute the supervisor only counts', () => {
  const { lines, told, gathered, startWorker } = start();
  for (const name of ['one', 'two']) {
    const worker = startWorker();
    for (let i = 0; i < 6_000; i += 1) worker.note({ ...refusal, uuid: `${name} ${i}` });
    worker.close();
  }
  gathered.close();
  expect(lines).toHaveLength(10_000);
  expect(told).toEqual([{ device_denied: 2_000 }]);
  expect(gathered.suppressed()).toBe(2_000);
});

test('a worker whose supervisor takes nothing keeps no more than a thousand lines for it', () => {
  const waiting: (() => void)[] = [];
  const sink = reportRefusals((_report, taken) => void waiting.push(taken!));
  for (let i = 0; i < 1_000; i += 1) expect(sink.write(refusal)).toBe(true);
  expect(sink.write(refusal)).toBe(false);
  waiting[0]!();
  expect(sink.write(refusal)).toBe(true);
  expect(sink.write(refusal)).toBe(false);
});
