/** The Git repositories of the factory, and their housekeeping. */
import { openSource } from '@moorgate/source';
import type { Context } from '@moorgate/auth';
import type { Metrics } from '@moorgate/observability';
import type { AdminApiConfig } from '../config.ts';
import { keepSourceTidy } from '../upkeep/keep-source-tidy.ts';
import { addGitGauge } from '../metrics.ts';
import type { GitDoor } from './git-parts.ts';
import { sourceLimitsOf } from './git-settings.ts';

/** What was opened. */
export interface OpenedGit {
  readonly git: GitDoor;
  /** Ends the housekeeping. */
  close(): Promise<void>;
}

/** Opens the folder that the configuration names; where it names none, or there is no Git, nothing is served, and the log says so. */
export const openGit = async (
  config: AdminApiConfig,
  services: Pick<Context, 'db' | 'clock' | 'log'>,
  metrics: Metrics,
): Promise<OpenedGit> => {
  const source = await openSource({
    directory: config.gitFolder,
    program: config.gitProgram,
    limits: sourceLimitsOf(config),
    log: services.log,
  });
  addGitGauge(metrics, source.exchanges.count);
  return { git: { store: source }, close: keepSourceTidy({ ...services, source }) };
};
