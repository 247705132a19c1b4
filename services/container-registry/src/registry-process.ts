/** One process of the registry. */
import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import type { Logger } from '@moorgate/observability';
import { endOfChild, startChild } from './child.ts';
import type { ContainerRegistryConfig } from './config.ts';
import { type RegistryMode, writeRegistryConfiguration } from './registry-configuration.ts';

/** What every process of it is started with. */
export interface RegistrySurroundings {
  readonly config: ContainerRegistryConfig;
  readonly log: Logger;
}

/** A process that answers. */
export interface RegistryProcess {
  readonly socketPath: string;
  readonly pid: number;
  /** Settles when it has ended, asked or not, with the reason in words. */
  readonly ended: Promise<string>;
  /** Takes nothing new, lets requests end, for so long at most, and ends. */
  stop(graceMs: number): Promise<void>;
}

const startMsMax = 20_000;
const lookMs = 25;

/** Whether it answers as a registry does, which wants a token first. */
const answers = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const asked = request(
      { socketPath, path: '/v2/', agent: false, timeout: 1_000 },
      (response) => {
        response.resume();
        resolve(response.statusCode === 401);
      },
    );
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false)).end();
  });

/** Starts one, and waits until it answers. Rejects with one sentence when it does not, and when the signal comes before. */
export const startRegistryProcess = async (
  { config, log }: RegistrySurroundings,
  mode: RegistryMode,
  signal: AbortSignal,
): Promise<RegistryProcess> => {
  const { socketPath } = mode;
  const configuration = await writeRegistryConfiguration(config, mode);
  // One that was killed leaves its socket behind, and nobody can listen there again.
  await rm(socketPath, { force: true });
  const child = startChild({ program: config.program, args: ['serve', configuration], log });
  child.stdout?.resume();
  let reason: string | null = null;
  const ended = endOfChild(child).then((text) => (reason = text ?? 'end without a fault'));
  const stop = async (graceMs: number): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await ended;
    clearTimeout(timer);
  };
  const deadline = performance.now() + startMsMax;
  while (!(await answers(socketPath))) {
    if (reason === null && performance.now() < deadline && !signal.aborted) {
      await after(lookMs);
      continue;
    }
    await stop(0);
    signal.throwIfAborted();
    throw new Error(`the registry did not start (${reason ?? 'no answer'}); its log says why`);
  }
  return { socketPath, pid: child.pid!, ended, stop };
};
