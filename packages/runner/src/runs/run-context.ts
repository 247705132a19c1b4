/** What the steps of a run work with. */
import type { RunConsole } from '../console/run-console.ts';
import type { RunOrder } from '../server/run-order.ts';
import type { RunFolder } from '../workspace/run-folder.ts';
import type { RunEnd } from './run-end.ts';
import type { RunParts } from './run-parts.ts';

/** Of one run. */
export interface RunContext {
  readonly parts: RunParts;
  readonly order: RunOrder;
  readonly folder: RunFolder;
  readonly userId: number | null;
  readonly console: RunConsole;
  readonly end: RunEnd;
}
