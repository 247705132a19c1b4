/** The exit codes of the command line. */

/** What a script can tell apart; the meaning of a code never changes. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  /** The command itself was wrong. */
  usage: 2,
  notAuthenticated: 3,
  forbidden: 4,
  notFound: 5,
  /** What is asked for contradicts what is there. */
  conflict: 6,
  /** No answer, or none at the moment; later it may work. */
  unavailable: 7,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const ofStatus = new Map<number, ExitCode>([
  [401, exitCodes.notAuthenticated],
  [403, exitCodes.forbidden],
  [404, exitCodes.notFound],
  [408, exitCodes.unavailable],
  [409, exitCodes.conflict],
  [412, exitCodes.conflict],
  [428, exitCodes.conflict],
  [429, exitCodes.unavailable],
  [502, exitCodes.unavailable],
  [503, exitCodes.unavailable],
  [504, exitCodes.unavailable],
]);

/** The exit code for the status of an answer that is an error (RFC 9110, section 15; RFC 6585). */
export const exitCodeOf = (status: number): ExitCode => ofStatus.get(status) ?? exitCodes.failed;
