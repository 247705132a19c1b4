/** What use cases about Docker hosts stand on, beside their context. */
import type { DockerCaller } from './calls/docker-call.ts';
import type { DockerPolicy } from './policy/docker-policy.ts';
import type { LevelWatch } from './rights/level-watch.ts';

export interface DockerServices {
  readonly dockerCaller: DockerCaller;
  /** What nobody may ask of an engine. */
  readonly dockerPolicy: DockerPolicy;
  readonly levelWatch: LevelWatch;
}
