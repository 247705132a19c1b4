/** What a command has of the world around it: the environment, and where it writes. */
import { hostname } from 'node:os';

/** A command's surroundings; tests give their own. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How wide a line may be; null where no person reads along, as in a pipe. */
  readonly columns: number | null;
  readonly hostname: string;
  /** Writes to standard output what the command was asked for. */
  write(text: string): void;
  /** Writes to standard error what is said beside it. */
  note(text: string): void;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Asks a person for something that is not shown while it is typed. Throws where there is nobody to ask. */
  askSecret(prompt: string): Promise<string>;
  /** Asks a person for something that may be seen. Throws where there is nobody to ask. */
  ask(prompt: string): Promise<string>;
  /** Signals the first Ctrl-C, or SIGTERM, from now on, which then ends no process; a second one does. */
  interruption(): AbortSignal;
}

/** What reads and asks is loaded when it is used. */
const prompts = () => import('./read-password.ts');

/** Nobody reads any more, as after `head`: a command that only answers is over then, without a word. */
const endWithoutReader = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
};

/** The surroundings of this process. */
export const systemTerminal = (environment: NodeJS.ProcessEnv): Terminal => ({
  environment,
  columns: process.stdout.isTTY ? process.stdout.columns : null,
  hostname: hostname(),
  write: (text) => {
    if (!process.stdout.listeners('error').includes(endWithoutReader))
      process.stdout.on('error', endWithoutReader);
    process.stdout.write(text);
  },
  note: (text) => void process.stderr.write(text),
  readInput: async () => (await prompts()).readInput(),
  askSecret: async (prompt) => (await prompts()).askSecret(prompt),
  ask: async (prompt) => (await prompts()).ask(prompt),
  interruption: () => {
    const interruption = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => interruption.abort());
    return interruption.signal;
  },
});
