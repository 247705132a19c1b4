/** Makes apps of what a script left, and publishes them. */
import type { RunContext } from '../runs/execute-run.ts';

/** What was published, as the server is told. */
export interface PublishedApps {
  readonly apps: Readonly<Record<string, string>>;
  readonly images: readonly string[];
}

export const publishApps = (_run: RunContext): Promise<PublishedApps | null> =>
  Promise.resolve(null);
