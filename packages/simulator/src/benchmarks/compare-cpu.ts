/** CPU time of a server beside that of another one, or of itself doing something else, as a line of the report. */
import { type Bound, compare, type Comparison } from '../measure/comparison.ts';
import type { Usage } from '../measure/usage.ts';

/** What was used per operation, in the order of the rounds. */
export interface ComparedUsage {
  readonly measured: readonly Usage[];
  readonly reference: readonly Usage[];
}

/** CPU time per operation in microseconds; PostgreSQL's is that of the measured side. */
export const compareCpu = (
  what: string,
  { measured, reference }: ComparedUsage,
  bound: Bound | null,
): Comparison =>
  compare({
    what,
    unit: 'µs',
    measured: measured.map(({ serverMs }) => serverMs),
    reference: reference.map(({ serverMs }) => serverMs),
    bound,
    postgres: measured.map(({ postgresMs }) => postgresMs),
  });
