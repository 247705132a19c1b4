/** The error of a command that could not be run as it was asked, before or beside what the server says. */
import type { ExitCode } from './exit-codes.ts';

/** One sentence for a person, and the exit code. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
