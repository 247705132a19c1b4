/** What the lines of an operation tell: its steps in their order, and how far each host is with them. */
import type { StateName } from '../../parts/state-mark.tsx';

/** A line of the stream. */
export interface OperationLine {
  readonly status: 'Starting' | 'OK' | 'Warning' | 'Error' | 'Complete' | 'Finalized';
  readonly message: string;
  readonly instance: string;
}

/** What a host said of a step. */
export interface HostWords {
  readonly status: 'OK' | 'Warning' | 'Error';
  readonly message: string;
}

/** A step, which all hosts take before the next one begins. */
export interface Stage {
  readonly label: string;
  readonly isComplete: boolean;
  /** By the address of the host; the gravest of what it said. */
  readonly said: ReadonlyMap<string, HostWords>;
}

const gravity = { OK: 0, Warning: 1, Error: 2 } as const;

const withLine = (stage: Stage, { status, instance, message }: OperationLine): Stage => {
  if (status === 'Complete') return { ...stage, isComplete: true };
  if (status !== 'OK' && status !== 'Warning' && status !== 'Error') return stage;
  const before = stage.said.get(instance);
  if (before !== undefined && gravity[before.status] > gravity[status]) return stage;
  return { ...stage, said: new Map(stage.said).set(instance, { status, message }) };
};

/** The steps so far. */
export const stagesOf = (lines: readonly OperationLine[]): readonly Stage[] => {
  const stages: Stage[] = [];
  for (const line of lines) {
    if (line.status === 'Starting')
      stages.push({ label: line.message, isComplete: false, said: new Map() });
    else {
      const last = stages.pop();
      if (last !== undefined) stages.push(withLine(last, line));
    }
  }
  return stages;
};

const states = { OK: 'step-done', Warning: 'step-warned', Error: 'step-failed' } as const;

/** How far a host is with a step; null where it had no part in it. */
export const stepStateOf = (stage: Stage, address: string): StateName | null => {
  const said = stage.said.get(address);
  if (said !== undefined) return states[said.status];
  return stage.isComplete ? null : 'step-running';
};
