/** What every run of a runner shares. */
import type { Logger } from '@moorgate/observability';
import type { Isolation } from '../isolation/isolation.ts';
import type { EngineClient } from '../isolation/engine/engine-client.ts';
import type { ServerClient } from '../server/server-client.ts';
import type { RunnerSettings } from '../settings.ts';
import type { UserIds } from '../workspace/user-ids.ts';
import type { WorkFolder } from '../workspace/work-folder.ts';

/** Made once, at the start. */
export interface RunParts {
  readonly settings: RunnerSettings;
  readonly client: ServerClient;
  readonly isolation: Isolation;
  /** For scripts that name no image where `isolation` needs one; null where there is no other way. */
  readonly withoutImage: Isolation | null;
  /** The engine that builds images, where there is one. */
  readonly engine: EngineClient | null;
  readonly work: WorkFolder;
  /** Null where the runner has no right to give users away: scripts then have its own user, inside of a container. */
  readonly users: UserIds | null;
  readonly log: Logger;
}
