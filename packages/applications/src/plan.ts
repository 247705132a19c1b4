/** What an operation does, decided when it is asked for and kept with it. */
import type { ApplicationInstanceRow } from '@moorgate/db';
import type { ComposeResource, Condition, Connection } from './compose/plan.ts';
import type { Health } from './health.ts';

/**
 * What is done on every host before the next one begins. `remove`, `pull`, `prepare`, `create`, `set_aside`, `set_up`,
 * `start` and `health` bring a deployment; `run` and `halt` start and stop what is there.
 */
export type StageKind =
  | 'remove'
  | 'pull'
  | 'prepare'
  | 'create'
  | 'set_aside'
  | 'set_up'
  | 'start'
  | 'health'
  | 'run'
  | 'halt';

/** What has to have become of another container before one is started. */
export interface Wait {
  readonly container: string;
  readonly condition: Exclude<Condition, 'service_started'>;
  /** So long it may take. */
  readonly seconds: number;
}

/** A container in the order in which those of a deployment are started. */
export interface OrderedPart {
  readonly name: string;
  readonly waits?: readonly Wait[];
}

/** A container that a deployment consists of. */
export interface PartPlan extends OrderedPart {
  /** Null for a body without one. */
  readonly image: string | null;
  /** The body that creates it, without the labels that are ours. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The networks that it is connected to when it has been created, beside the one of its body. */
  readonly connections?: readonly Connection[];
}

/** What a deployment puts on a host. */
export interface HostContent {
  /** In the order in which they are started. */
  readonly parts: readonly PartPlan[];
  /** The networks that its containers are in; absent where the application makes none. */
  readonly networks?: readonly ComposeResource[];
  readonly volumes?: readonly ComposeResource[];
}

/** A host of an operation that has ended. */
export interface LeftHost {
  readonly operationId: string;
  readonly position: number;
}

/**
 * What an operation does. Networks are absent where neither this deployment nor the one before it has any, and nothing is asked
 * of an engine about them then.
 */
export interface OperationPlan extends HostContent {
  /** What containers of the application are labelled with. */
  readonly key: string;
  readonly name: string;
  readonly stages: readonly StageKind[];
  /** The containers of the deployment that the application is at before, in the order in which they are started. */
  readonly present?: readonly OrderedPart[];
  /** The names of all containers that the application has or had, those of the parts among them. */
  readonly containers: readonly string[];
  readonly deploymentId: number | null;
  readonly health: Health | null;
  /** The hosts of the application after it succeeded; null for those that it has. */
  readonly instances: readonly ApplicationInstanceRow[] | null;
  /** The hosts that the application loses by it and that earlier operations were not done with: those empty them then. */
  readonly leaves?: readonly LeftHost[];
}

/** The stages that bring a deployment to hosts. */
export const deploymentStages = ({
  pulls,
  prepares,
  starts,
  health,
}: {
  readonly pulls: boolean;
  /** Whether there are networks or volumes to be made. */
  readonly prepares: boolean;
  readonly starts: boolean;
  readonly health: Health | null;
}): readonly StageKind[] => [
  ...(pulls ? (['pull'] as const) : []),
  ...(prepares ? (['prepare'] as const) : []),
  'create',
  'set_aside',
  'set_up',
  ...(starts ? (['start'] as const) : []),
  ...(starts && health !== null ? (['health'] as const) : []),
];

/** All containers in the order in which those are started that are there before. */
export const startOrder = ({
  present = [],
  containers,
}: Pick<OperationPlan, 'present' | 'containers'>): readonly OrderedPart[] => {
  const known = new Set(present.map(({ name }) => name));
  return [...present, ...containers.filter((name) => !known.has(name)).map((name) => ({ name }))];
};
