/** Where the services of a data directory answer, for commands that run beside them. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataDirectory } from '../data-directory.ts';

/** What `moorgate up` leaves behind: a device made later is told the same port. */
export interface RunningInstallation {
  readonly adminUrl: string;
  readonly gatewayUrl: string;
}

const pathIn = (directory: DataDirectory): string => join(directory.root, 'running.json');

/** Notes where the services answer; whole or not at all. */
export const writeRunningFile = (
  directory: DataDirectory,
  installation: RunningInstallation,
): void => {
  const path = pathIn(directory);
  writeFileSync(`${path}.new`, JSON.stringify(installation), { mode: 0o600 });
  renameSync(`${path}.new`, path);
};

/** Where the services answer, or answered last; null when nobody ever said so. */
export const readRunningFile = (directory: DataDirectory): RunningInstallation | null => {
  try {
    return JSON.parse(readFileSync(pathIn(directory), 'utf8')) as RunningInstallation;
  } catch {
    return null;
  }
};
