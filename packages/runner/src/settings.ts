/** What a runner is told. */
import type { RunLimits } from './isolation/isolation.ts';
import type { UserIdRange } from './workspace/user-ids.ts';

export interface RunnerSettings {
  readonly serverUrl: string;
  /** The token of the runner; read again from its file by whoever makes these settings. */
  readonly token: string;
  readonly hostTags: readonly string[];
  readonly workDir: string;
  /** How many runs it executes at once. */
  readonly slots: number;
  /** CAs that the certificate of the server may come from, in PEM; those of Node unless given. */
  readonly caFile: string | null;
  /** The socket of a container engine; null to look at its usual place. */
  readonly engineSocket: string | null;
  /** `auto` takes an engine where one answers, and namespaces elsewhere. */
  readonly isolation: 'auto' | 'container' | 'namespaces';
  /** The image for runs that name none. */
  readonly image: string | null;
  /** The program of bubblewrap, or its name. */
  readonly bubblewrap: string;
  readonly users: UserIdRange;
  readonly limits: RunLimits;
  /** So much disk stays free. */
  readonly reserveBytes: number;
  readonly consoleBytesMax: number;
  /** After SIGTERM, runs may go on for so long. */
  readonly graceSeconds: number;
  /** Keep the folders of runs that failed. */
  readonly keepFailed: boolean;
}
