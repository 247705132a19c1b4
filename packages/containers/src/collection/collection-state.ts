/** What is said of a collection, between whoever keeps the registry and whoever asks. */

/** How far the present collection is, or how the last one ended. */
export interface CollectionState {
  /** Of the present or the last one, given by whoever asked for it; null before the first one. */
  readonly id: string | null;
  readonly status: 'idle' | 'running';
  /**
   * `waiting` for what is under way, `marking` what manifests name, `deleting` the rest, `reopening` for pushes; null while none
   * runs.
   */
  readonly phase: 'waiting' | 'marking' | 'deleting' | 'reopening' | null;
  /** RFC 3339; null before the first one. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly outcome: 'completed' | 'failed' | null;
  /** How many manifests were marked, how many blobs stay, and how many went. */
  readonly manifests: number;
  readonly blobsKept: number;
  readonly blobsDeleted: number;
  /** Why the last one failed; while one is `reopening`, why the registry takes no pushes yet. */
  readonly error: string | null;
}

/** Where that is asked, at the control socket. */
export const collectionPath = '/collection';

/** The control socket of a registry behind this one. */
export const controlSocketOf = (socket: string): string => `${socket}.ctl`;
