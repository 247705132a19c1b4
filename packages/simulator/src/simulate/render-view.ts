/** A fleet in words and columns. */
import type { Latency, TallySummary } from '../fleet/tally.ts';
import { type Column, renderTable } from '../report/table.ts';
import type { FleetView, RoleView } from './watch-fleet.ts';

const number = (value: number): string => value.toLocaleString('en');

const milliseconds = (value: number | undefined): string =>
  value === undefined ? '-' : `${value.toFixed(value < 100 ? 1 : 0)} ms`;

const clock = (elapsedMs: number): string => {
  const seconds = Math.floor(elapsedMs / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
};

const right = (heading: string): Column => ({ heading, align: 'right' });

const totals: readonly Column[] = ['connected', 'failed', 'closed by gateway'].map(right);

const totalCells = ({ connected, connections }: TallySummary): string[] =>
  [connected, connections.failed, connections.closedByGateway].map(number);

const tableOf = (
  { roles }: FleetView,
  columns: readonly string[],
  cells: (role: RoleView) => readonly string[],
): readonly string[] =>
  renderTable(
    [{ heading: '', align: 'left' }, right('devices'), ...totals, ...columns.map(right)],
    roles.map((view) => [
      view.role,
      number(view.devices),
      ...totalCells(view.total),
      ...cells(view),
    ]),
  );

const counts = (what: string, counted: Readonly<Record<string, number>>): string[] => {
  const parts = Object.entries(counted).map(([name, count]) => `${name}: ${number(count)}`);
  return parts.length === 0 ? [] : [`${what.padEnd(10)}${parts.join(' · ')}`];
};

const countLines = ({ total }: FleetView): string[] => [
  ...counts('answers', total.answers),
  ...counts('failures', total.failures),
];

/** What is on the screen while a fleet runs. */
export const renderScreen = (view: FleetView): readonly string[] => [
  `${clock(view.elapsedMs)}, Ctrl-C ends it`,
  '',
  ...tableOf(view, ['polls/s', 'p50', 'p99'], ({ answersPerSecond, recentAnswerMs }) => [
    answersPerSecond.toFixed(1),
    milliseconds(recentAnswerMs?.p50),
    milliseconds(recentAnswerMs?.p99),
  ]),
  '',
  ...countLines(view),
];

/** The same in one line, for a log. */
export const renderLine = ({ elapsedMs, roles, total }: FleetView): string => {
  const wellBehaved = roles.find(({ role }) => role === 'well-behaved');
  const latency = wellBehaved?.recentAnswerMs;
  return [
    clock(elapsedMs),
    `connected ${number(total.connected)}`,
    `polls/s ${(wellBehaved?.answersPerSecond ?? 0).toFixed(1)}`,
    `p50 ${milliseconds(latency?.p50)}`,
    `p99 ${milliseconds(latency?.p99)}`,
    ...Object.entries(total.answers).map(([name, count]) => `${name}: ${number(count)}`),
    ...(total.connections.failed === 0 ? [] : [`failed ${number(total.connections.failed)}`]),
  ].join('  ');
};

const latencyCells = (latency: Latency | null): string[] =>
  [latency?.p50, latency?.p99, latency?.max].map(milliseconds);

/** What is said at the end, of the whole time. */
export const renderSummary = (view: FleetView): readonly string[] => [
  `After ${clock(view.elapsedMs)}:`,
  '',
  ...tableOf(view, ['requests', 'unanswered', 'p50', 'p99', 'max'], ({ total }) => [
    number(total.requests.sent),
    number(total.requests.unanswered),
    ...latencyCells(total.answerMs),
  ]),
  '',
  ...countLines(view),
];
