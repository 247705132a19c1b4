/** An operation while a process works on it. */
import type { OperationRow } from '@moorgate/db';
import type { OperationPlan } from '../plan.ts';
import type { Journal, WorkedHost } from './journal.ts';
import type { HostWork } from './run-goal.ts';
import type { OperationServices, OperationTimes } from './services.ts';

/** An operation while this process has it. */
export interface Running {
  readonly services: OperationServices;
  readonly times: OperationTimes;
  readonly operation: OperationRow;
  readonly plan: OperationPlan;
  readonly hosts: readonly WorkedHost[];
  readonly journal: Journal;
  /** Given when the process ends, or has lost the operation. */
  readonly signal: AbortSignal;
  workOn(host: WorkedHost): HostWork;
}
