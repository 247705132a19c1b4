/** What an operation does, decided when it is asked for and kept with it. */
import type { ApplicationInstanceRow } from '@moorgate/db';
import type { Health } from './health.ts';

/**
 * What is done on every host before the next one begins. `remove`, `pull`, `create`, `set_aside`, `set_up`, `start` and
 * `health` bring a deployment; `run` and `halt` start and stop what is there.
 */
export type StageKind =
  'remove' | 'pull' | 'create' | 'set_aside' | 'set_up' | 'start' | 'health' | 'run' | 'halt';

/** A container that a deployment consists of. */
export interface PartPlan {
  /** Of the container. */
  readonly name: string;
  /** Null for a body without one. */
  readonly image: string | null;
  /** The body that creates it, without the labels that are ours. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What an operation does. */
export interface OperationPlan {
  /** What containers of the application are labelled with. */
  readonly key: string;
  readonly name: string;
  readonly stages: readonly StageKind[];
  /** In the order in which they are started. */
  readonly parts: readonly PartPlan[];
  /** The names of all containers that the application has or had, those of the parts among them. */
  readonly containers: readonly string[];
  readonly deploymentId: number | null;
  readonly health: Health | null;
  /** The hosts of the application after it succeeded; null for those that it has. */
  readonly instances: readonly ApplicationInstanceRow[] | null;
}

/** The stages that bring a deployment to hosts. */
export const deploymentStages = ({
  pulls,
  starts,
  health,
}: {
  readonly pulls: boolean;
  readonly starts: boolean;
  readonly health: Health | null;
}): readonly StageKind[] => [
  ...(pulls ? (['pull'] as const) : []),
  'create',
  'set_aside',
  'set_up',
  ...(starts ? (['start'] as const) : []),
  ...(starts && health !== null ? (['health'] as const) : []),
];
