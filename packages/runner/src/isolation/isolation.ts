/** What every way of isolating a script offers. */
import type { RunCredential } from '../server/run-order.ts';
import type { RunFolder } from '../workspace/run-folder.ts';

/** How scripts are kept apart: in containers of an engine, or in namespaces of their own. */
export type RunnerIsolation = 'container' | 'namespaces';

/** What one run may use. */
export interface RunLimits {
  readonly memoryBytes: number;
  readonly cpus: number;
  readonly processes: number;
  /** Of the folders of the run together. */
  readonly diskBytes: number;
  readonly files: number;
  /** Of `/tmp`, and again of `/dev/shm`; they are in memory. */
  readonly temporaryBytes: number;
}

/** A script that is to be executed. */
export interface IsolatedScript {
  readonly runId: string;
  readonly folder: RunFolder;
  /** The user and the group that it runs as. */
  readonly userId: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: RunLimits;
  /** Where it makes a difference: the image that it runs in. */
  readonly image: string;
  /** What the image may be pulled with. */
  readonly credential: RunCredential;
  readonly network: boolean;
  /** Says a sentence of the runner's own on the console. */
  say(sentence: string): void;
  /** Takes what it prints, in order. */
  onOutput(bytes: Uint8Array): void;
}

/** How a script ended. */
export interface ScriptEnd {
  readonly exitCode: number;
  /** Whether the kernel ended a process of it for want of memory. */
  readonly isOutOfMemory: boolean;
}

/** A script that has begun. */
export interface RunningScript {
  /** Settles when the script has ended and nothing of it runs any more. */
  readonly ended: Promise<ScriptEnd>;
  /** Asks it to end (SIGTERM to all of its processes). */
  terminate(): void;
  /** Ends all of its processes. */
  kill(): void;
}

/** One way, made ready. */
export interface Isolation {
  readonly kind: RunnerIsolation;
  /** In one sentence, what it consists of on this host. */
  readonly description: string;
  start(script: IsolatedScript): Promise<RunningScript>;
  /** Ends what a runner of this work folder left running; before the first run. */
  sweep(): Promise<void>;
}
