/** What the door of Git stands on. */
import type { Context, TokenChecks } from '@moorgate/auth';
import type { DialectServices, RequestLimiter } from '@moorgate/http';
import type { OnReferencesAsked, ReferencePush, SourceStore } from '@moorgate/source';

/** What a run of a build may read while it lasts. */
export interface RunSourceCredential {
  readonly runId: string;
  readonly factory: string;
  readonly sourceRead: boolean;
}

/** What a push moved, and how whoever pushed calls this server. */
export interface ReceivedPush extends ReferencePush {
  /** The header `Host`. */
  readonly host: string | undefined;
}

/** What the application gives the door. */
export interface GitDoor {
  readonly store: SourceStore;
  /** What has to be known of a push before it moves anything; nothing moves where it rejects. Nothing unless given. */
  readonly onReferencesAsked?: OnReferencesAsked;
  /** What follows from a push; answers lines that whoever pushed is shown. Nothing unless given. */
  readonly onReferencesMoved?: (ctx: Context, push: ReceivedPush) => Promise<readonly string[]>;
  /** Whose secret this is, of the runs that go on; a text that is none costs no query. None unless given. */
  readonly findRunCredential?: (secret: string) => Promise<RunSourceCredential | undefined>;
}

/** Every part. */
export interface GitParts extends GitDoor {
  /** The factory of this installation. */
  readonly factory: string;
  readonly tokenChecks: TokenChecks;
  readonly limiter: RequestLimiter;
}

/** What of the surroundings of requests is needed. */
export type GitSurroundings = Pick<
  DialectServices,
  'db' | 'confirmations' | 'clock' | 'log' | 'clientAddress' | 'onAnswer'
>;
