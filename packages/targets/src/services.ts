/** What changes of targets stand on. */
import type { TufServices } from '@moorgate/delivery';

/** What a change of targets needs. */
export interface TargetServices extends TufServices {
  /** The installation's own. */
  readonly factory: string;
}

/** A change that was made. */
export interface TargetChange {
  /** The build that it is. */
  readonly buildId: number;
}
