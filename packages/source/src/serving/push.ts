/** What a push did. */
import type { Context } from '@moorgate/auth';
import type { RepositoryName } from '../repositories/repository.ts';

/** A reference that a push made, moved or deleted; a name of zeros alone stands for none, before or after. */
export interface ReferenceMove {
  /** The full name, such as `refs/heads/main`. */
  readonly ref: string;
  readonly old: string;
  readonly new: string;
}

/** Every reference that one push moved, or is about to move. */
export interface ReferencePush extends RepositoryName {
  readonly moves: readonly ReferenceMove[];
  /** Who pushed, as a person reads it. */
  readonly by: string;
}

/** What has to be known of a push before it moves anything: nothing moves where it rejects. */
export type OnReferencesAsked = (ctx: Context, push: ReferencePush) => Promise<void>;

/**
 * What follows from a push, while whoever pushed waits; answers lines of text that they are shown. The references have moved
 * already, and stay so if this fails.
 */
export type OnReferencesMoved = (ctx: Context, push: ReferencePush) => Promise<readonly string[]>;

/** What the hooks told of a push. */
export interface PushOutcome {
  /** What was permitted, and written down, before it was tried. */
  readonly asked: readonly ReferenceMove[];
  /** True where the rules refused a part of it, or all. */
  readonly isRefused: boolean;
  /** True where the rest was not tried, since it would not fit. */
  readonly isFull: boolean;
  /** What moved; null where the push ended before that was told. */
  readonly moved: readonly ReferenceMove[] | null;
}
