/** How a failure looks to a person, and which exit code it has. */
import { type ExitCode, exitCodeOf, exitCodes } from './exit-codes.ts';
import { CommandError } from './command-error.ts';
import { printable } from './output/printable.ts';

/** What is said about a failure. */
export interface Failure {
  readonly exitCode: ExitCode;
  /** At least one, without the name of the program. */
  readonly lines: readonly string[];
}

/** Errors of other packages are known by their names: to load those packages for that alone would slow every command. */
interface NamedError {
  readonly name?: string;
  readonly message?: string;
  readonly problems?: readonly string[];
  readonly details?: { readonly issues?: readonly Issue[] };
  readonly status?: number;
  readonly problem?: ApiProblem;
}

interface Issue {
  readonly pointer: string;
  readonly message: string;
}

interface ApiProblem {
  readonly title: string;
  readonly detail: string | null;
  readonly code: string | null;
  readonly requestId: string | null;
  readonly issues: readonly Issue[];
  readonly remedyUrl: string | null;
}

const issueLines = (issues: readonly Issue[]): string[] =>
  issues.map(({ pointer, message }) => `${pointer} ${message}`);

/** The title with its code; the particulars; the wrong fields; what to report, and where to read on. */
const problemLines = (problem: ApiProblem): string[] => {
  const { title, detail, code, requestId, issues, remedyUrl } = problem;
  return [
    code === null ? title : `${title} (${code})`,
    ...(detail === null || detail === title ? [] : [detail]),
    ...issueLines(issues),
    ...(requestId === null ? [] : [`the request was ${requestId}`]),
    ...(remedyUrl === null ? [] : [`what to do: ${remedyUrl}`]),
  ];
};

const failed = (...lines: readonly string[]): Failure => ({ exitCode: exitCodes.failed, lines });

const describe = (error: NamedError): Failure => {
  const { name, message = '', problems, details, status = 0, problem } = error;
  if (error instanceof CommandError) return { exitCode: error.exitCode, lines: [message] };
  if (name === 'UnreachableError') return { exitCode: exitCodes.unavailable, lines: [message] };
  if (problem !== undefined) return { exitCode: exitCodeOf(status), lines: problemLines(problem) };
  if (problems !== undefined) return failed(...problems);
  return details?.issues === undefined ? failed(message) : failed(...issueLines(details.issues));
};

/** Describes whatever a command threw. What came from a server can do nothing to the terminal it is shown on. */
export const describeFailure = (error: unknown): Failure => {
  const { exitCode, lines } = error instanceof Error ? describe(error) : failed(String(error));
  return { exitCode, lines: lines.map(printable) };
};
