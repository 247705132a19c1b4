/** Programs that go on until something ends them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a program ended. */
export interface ProgramEnd {
  /** Null for one that a signal ended. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that was started. */
export interface StartedProgram {
  /** Resolves as soon as these words stand on its standard output. Throws all that it wrote where it ends before. */
  untilSaid(words: string): Promise<void>;
  /** Resolves when it has ended. */
  readonly ended: Promise<ProgramEnd>;
}

/** Starts it with this environment beside that of the test, and nothing to read. */
export const startProgram = (
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): StartedProgram => {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (written[name] += text));
  const ended = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    ...written,
  }));
  let isOver = false;
  const end = ended.then(() => (isOver = true));
  return {
    ended,
    untilSaid: async (words) => {
      while (!written.stdout.includes(words)) {
        if (isOver) throw new Error(`${program} ended:\n${written.stdout}${written.stderr}`);
        await Promise.race([once(child.stdout, 'data'), end]);
      }
    },
  };
};
