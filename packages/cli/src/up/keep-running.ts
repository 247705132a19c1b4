/** A service that is started again when it ends without having been asked to. */
import { setTimeout as after } from 'node:timers/promises';
import { createRestartDelay } from '@moorgate/device-gateway';
import { type RunningService, type ServiceCommand, startService } from './services.ts';

/** A service under watch. */
export interface KeptService {
  /** The process that runs now, or ran last. */
  current(): RunningService;
  /** Ends the watch and the process. */
  stop(): Promise<void>;
}

/**
 * Starts a service and starts it again whenever it ends, after a delay that doubles while it keeps failing. Throws only if
 * the first start fails.
 */
export const keepRunning = async (command: ServiceCommand): Promise<KeptService> => {
  let running = await startService(command);
  // Ports that the system chose stay the same, whoever holds the addresses.
  const again = withAddresses(command, running);
  const stopping = new AbortController();
  const watch = async (): Promise<void> => {
    const delay = createRestartDelay();
    let servedFromMs = performance.now();
    for (;;) {
      const reason = await running.ended;
      if (stopping.signal.aborted) return;
      process.stderr.write(`moorgate: ${command.name} ended (${reason}); starting it again\n`);
      const delayMs = delay.next(performance.now() - servedFromMs);
      await after(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      running = await startAgain(again, running);
      servedFromMs = performance.now();
      // Asked to stop while it was starting: nobody else knows this process yet.
      if (stopping.signal.aborted) return await running.stop();
    }
  };
  const watching = watch();
  return {
    current: () => running,
    stop: async () => {
      stopping.abort();
      await running.stop();
      await watching;
    },
  };
};

/** The variable with the port that is in use, where it left the port to the system. */
const withPort = (
  command: ServiceCommand,
  variable: string | undefined,
  url: string | null,
): Record<string, string> => {
  const present = variable === undefined ? undefined : command.environment[variable];
  if (variable === undefined || present === undefined || url === null) return {};
  return { [variable]: present.replace(/:0$/, `:${new URL(url).port}`) };
};

const withAddresses = (command: ServiceCommand, running: RunningService): ServiceCommand => ({
  ...command,
  environment: {
    ...command.environment,
    ...withPort(command, command.addressVariable, running.url),
    ...withPort(command, command.metricsAddressVariable, running.metricsUrl),
  },
});

/** The service started again, or what was there before, so that the watch tries once more. */
const startAgain = async (
  command: ServiceCommand,
  before: RunningService,
): Promise<RunningService> => {
  try {
    return await startService(command);
  } catch (error) {
    process.stderr.write(`moorgate: ${error instanceof Error ? error.message : String(error)}\n`);
    return before;
  }
};
