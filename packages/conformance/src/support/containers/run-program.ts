/** Runs a program to its end. */
import { execFile } from 'node:child_process';

/** What a program is run with beside its arguments. */
export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
}

const outputMax = 64 * 1024 * 1024;

/** What it wrote to standard output. Rejects with everything that it wrote when it fails. */
export const runProgram = (
  program: string,
  args: readonly string[],
  { env = {}, cwd, input = '' }: ProgramOptions = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = {
      env: { ...process.env, ...env },
      maxBuffer: outputMax,
      ...(cwd === undefined ? {} : { cwd }),
    };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error }));
    });
    // Whoever does not read ends before everything was written, which is no fault.
    child.stdin?.on('error', () => undefined).end(input);
  });
