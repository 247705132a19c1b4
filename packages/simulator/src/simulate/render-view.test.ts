import { createTally } from '../fleet/tally.ts';
import { renderLine, renderScreen, renderSummary } from './render-view.ts';
import type { FleetView } from './watch-fleet.ts';

const device = { uuid: 'some', index: 0, link: 1, role: 'well-behaved' } as const;

const tally = createTally();
for (const event of [
  { kind: 'connected', at: 0, elapsedMs: 20 },
  { kind: 'sent', at: 0, path: '/device' },
  { kind: 'answered', at: 0, status: 200, code: null, elapsedMs: 4 },
  { kind: 'connected', at: 0, elapsedMs: 20 },
  { kind: 'sent', at: 0, path: '/device' },
  { kind: 'answered', at: 0, status: 403, code: 'device_denied', elapsedMs: 2 },
  { kind: 'closed', at: 0, by: 'gateway', unanswered: 0, reason: null },
  { kind: 'failed', at: 0, reason: 'ECONNREFUSED' },
] as const)
  tally.record({ ...event, ...device });
const total = tally.summary();

const view: FleetView = {
  elapsedMs: 3_725_400,
  total,
  roles: [
    {
      role: 'well-behaved',
      devices: 1_200,
      answersPerSecond: 12.34,
      recentAnswerMs: { p50: 1.234, p99: 123.4, max: 200 },
      total,
    },
    {
      role: 'half-open',
      devices: 3,
      answersPerSecond: 0,
      recentAnswerMs: null,
      total: createTally().summary(),
    },
  ],
};

test('the screen shows each role, and what was answered by status and code', () => {
  expect(renderScreen(view)).toEqual([
    '01:02:05, Ctrl-C ends it',
    '',
    '              devices  connected  failed  closed by gateway  polls/s     p50     p99',
    'well-behaved    1,200          1       1                  1     12.3  1.2 ms  123 ms',
    'half-open           3          0       0                  0      0.0       -       -',
    '',
    'answers   200: 1 · 403 device_denied: 1',
    'failures  ECONNREFUSED: 1',
  ]);
});

test('a line for a log says what well-behaved devices meet', () => {
  expect(renderLine(view)).toBe(
    '01:02:05  connected 1  polls/s 12.3  p50 1.2 ms  p99 123 ms  200: 1  403 device_denied: 1  failed 1',
  );
});

test('the summary is of the whole time', () => {
  const lines = renderSummary(view);
  expect(lines[0]).toBe('After 01:02:05:');
  expect(lines[2]).toMatch(/requests {2}unanswered +p50 +p99 +max$/);
  expect(lines[3]).toMatch(/^well-behaved +1,200 +1 +1 +1 +2 +0 +2\.\d ms +4\.\d ms +4\.\d ms$/);
});
