/** Child processes: started, watched, and stopped together. */
import { type ChildProcess, fork } from 'node:child_process';
import { inheritedEnvironment } from '../config.ts';

/** What a service is started with. */
export interface ServiceCommand {
  readonly name: string;
  /** The compiled entry of the service. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The variable of `environment` that says where it listens. */
  readonly addressVariable: string;
  /** The one that may say where it answers those who watch it. */
  readonly metricsAddressVariable?: string;
  /** The file descriptor that its log is written to; that of this process unless given. */
  readonly logDescriptor?: number;
}

/** A service that has said that it answers. */
export interface RunningService {
  readonly name: string;
  readonly pid: number;
  readonly url: string;
  /** Where it answers those who watch it; null where it does not. */
  readonly metricsUrl: string | null;
  /** The processes that it was made of when it was ready, beside `pid`. */
  readonly workers: readonly number[];
  /** Settles when the process has ended, with the reason in words. */
  readonly ended: Promise<string>;
  /** Asks it to stop gracefully, insists when it takes much longer than it said it would, and waits for its end. */
  stop(): Promise<void>;
}

const startDeadlineMs = 30_000;
const stopsWithinMsByDefault = 8_000;
const stopSlackMs = 2_000;

/** What a service tells its parent over the channel between them once it answers requests. */
interface ReadyMessage {
  readonly event: 'ready';
  readonly url: string;
  readonly metricsUrl?: string | null;
  readonly workers?: readonly number[];
  /** How long an end in good order takes it at most. */
  readonly stopsWithinMs?: number;
}

const isReady = (message: unknown): message is ReadyMessage =>
  typeof message === 'object' &&
  message !== null &&
  'event' in message &&
  message.event === 'ready';

/**
 * Starts a service with the same Node that runs here and waits until it answers. The channel to it is its lifeline: when
 * this process ends in whatever way, the service notices and ends too. Throws one sentence when it does not start.
 */
export const startService = async (command: ServiceCommand): Promise<RunningService> => {
  const child = fork(command.entry, {
    env: { ...inheritedEnvironment(), ...command.environment },
    stdio: ['ignore', 'inherit', command.logDescriptor ?? 'inherit', 'ipc'],
    // A process group of its own: what Ctrl-C means is for this process to decide, and nothing outlives the service.
    detached: true,
  });
  const ended = endOf(child);
  const ready = await untilReady(child, command.name, ended);
  const { url, metricsUrl = null, workers = [] } = ready;
  const { stopsWithinMs = stopsWithinMsByDefault } = ready;
  const stopService = (): Promise<void> => stop(child, ended, stopsWithinMs + stopSlackMs);
  return {
    name: command.name,
    pid: child.pid!,
    url,
    metricsUrl,
    workers,
    ended,
    stop: stopService,
  };
};

const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      killGroup(child.pid!);
      resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
    // Of a process that exists it is about a message or a signal that did not reach it any more.
    child.on('error', (error) => {
      if (child.pid === undefined) resolve(error.message);
    });
  });

/** Kills what a service has left behind: a process of it that is stopped, or stuck, does not notice that it ended. */
const killGroup = (leader: number): void => {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
};

const untilReady = (
  child: ChildProcess,
  name: string,
  ended: Promise<string>,
): Promise<ReadyMessage> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${name} did not answer within ${startDeadlineMs / 1000} s`));
    }, startDeadlineMs);
    child.on('message', (message) => {
      if (!isReady(message)) return;
      clearTimeout(timer);
      resolve(message);
    });
    void ended.then((reason) => {
      clearTimeout(timer);
      reject(new Error(`${name} did not start (${reason}); its log says why`));
    });
  });

const stop = async (
  child: ChildProcess,
  ended: Promise<string>,
  deadlineMs: number,
): Promise<void> => {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
  await ended;
  clearTimeout(timer);
};
