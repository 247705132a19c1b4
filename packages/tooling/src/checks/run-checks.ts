/** Runs checks side by side and says how each of them went. */
import { performance } from 'node:perf_hooks';

/** One thing that must be true of the tree. */
export interface Check {
  readonly name: string;
  /** Answers what is wrong, for a person to read; an empty text when nothing is. */
  run(): Promise<string>;
}

/** How a check went. */
export interface Outcome {
  readonly name: string;
  readonly durationMs: number;
  readonly complaint: string;
}

const outcomeOf = async (check: Check): Promise<Outcome> => {
  const start = performance.now();
  // A check that breaks has not passed: its error is the complaint.
  const complaint = await check
    .run()
    .catch((error: unknown) =>
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
  return { name: check.name, durationMs: performance.now() - start, complaint: complaint.trim() };
};

/**
 * Runs every check, at most `atOnce` at the same time, started in their order, and reports each when it ends. Never stops
 * at the first complaint, never throws. Answers the outcomes in the order of the checks.
 */
export const runChecks = async (
  checks: readonly Check[],
  atOnce: number,
  report: (outcome: Outcome) => void,
): Promise<Outcome[]> => {
  const outcomes: Outcome[] = [];
  const waiting = checks.entries();
  const worker = async (): Promise<void> => {
    for (const [index, check] of waiting) {
      const outcome = await outcomeOf(check);
      outcomes[index] = outcome;
      report(outcome);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcomes;
};
