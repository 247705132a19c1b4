/** A project definition: which runs a build has, and who is told of its end. */
import type { WebhookColumn } from '@moorgate/db';

/** One run of a trigger. */
export interface RunDefinition {
  readonly name: string;
  readonly hostTag: string | null;
  readonly container: string | null;
  readonly script: string;
  readonly params: Readonly<Record<string, string>>;
  readonly persistentVolumes: Readonly<Record<string, string>>;
  /** The runs of the same build that have to pass before, by name. */
  readonly after: readonly string[];
}

/** A trigger whose runs follow something. */
export interface TriggerReference {
  readonly name: string;
  /** What its runs are called then, with `{name}` for the name of each; null for their names alone. */
  readonly runNames: string | null;
  /** Where it is written. */
  readonly pointer: string;
}

/** The runs of a build, those of triggers that follow included. */
export interface TriggerDefinition {
  readonly name: string;
  readonly runs: readonly RunDefinition[];
}

/** A whole definition, checked. */
export interface ProjectDefinition {
  /** For each run. */
  readonly timeoutSeconds: number;
  readonly triggers: readonly TriggerDefinition[];
  readonly webhooks: readonly WebhookColumn[];
}

/** The run whose workspace is made into apps that are published. */
export const publishingRun = 'publish-compose-apps';

/** Names of runs, triggers and scripts: one segment of a path. */
export const runNamePattern = '^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$';

/** What runners are told apart by. */
export const hostTagPattern = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';

/** Names of secrets, which become names of files. */
export const secretNamePattern = '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$';
