/** An admin API for people who push: it has Git, and a registry where it is asked for. */
import type { Scope } from '@moorgate/auth';
import { findProgram, registryCommand } from '@moorgate/cli';
import type { MeasuredProcesses } from '../measure/usage.ts';
import type { GitProgram } from './git-client.ts';
import type { Lab } from './lab.ts';
import { adminApiCommandOn, start } from './services.ts';

/** A running one. */
export interface FactoryServer extends MeasuredProcesses {
  readonly url: string;
  /** Has every scope that was asked for. */
  readonly token: string;
  stop(): Promise<void>;
}

/** What it is for. */
export interface FactoryServerOptions {
  /** Of its database. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly git?: GitProgram;
  readonly registryUrl?: string;
}

/** Starts it on a database of its own; the lab's cleanup stops it. */
export const startFactoryServer = async (
  lab: Lab,
  { name, scopes, git, registryUrl }: FactoryServerOptions,
): Promise<FactoryServer> => {
  const database = await lab.createFleet(name, 0);
  const token = await lab.createToken(database, scopes);
  const options = {
    ...(git === undefined ? {} : { gitProgram: git.path }),
    ...(registryUrl === undefined ? {} : { registryUrl }),
  };
  const service = await start(lab, adminApiCommandOn(lab, database, options));
  const { url, pid: serverPid, stop } = service;
  return { url, token, serverPid, postgresPid: lab.store.pid, stop };
};

/** Starts the registry, and answers its address: `unix:` and the path of its socket. Throws one sentence where there is none. */
export const startRegistry = async (lab: Lab): Promise<string> => {
  const found = await findProgram('docker-registry');
  if ('reason' in found) throw new Error(`there is no registry to compare with (${found.reason})`);
  return (await start(lab, await registryCommand(lab.directory, found.path))).url;
};
