/** What a failure of PostgreSQL means, for use cases that give one of them a code of their own. */
import { isNativeError } from 'node:util/types';
import pg from 'pg';

/** True when this constraint or unique index refused the statement (SQLSTATE 23505). */
export const isUniqueViolation = (error: unknown, constraint: string): boolean =>
  error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === constraint;

/** True when PostgreSQL ended this transaction because several waited for each other in a circle (SQLSTATE 40P01). */
export const isDeadlock = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === '40P01';

/**
 * Connection exceptions, insufficient resources, and an operator's intervention (classes 08, 53 and 57 of SQLSTATE),
 * less the cancelled statement, which says nothing about the server; and a transaction that rested, or took, too long
 * (25P03, 25P04).
 */
const unavailableState = /^(08|53|57(?!014)|25P0[34])/;

const unreachableCodes: readonly string[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
];

/** The driver's own words, which carry no code. */
const lostConnection =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;

/** True when there is no answer because PostgreSQL cannot be reached, stops, or has no room: another try may succeed. */
export const isUnavailable = (error: unknown): boolean => {
  if (error instanceof pg.DatabaseError) return unavailableState.test(error.code ?? '');
  if (!isNativeError(error)) return false;
  const { code, syscall }: NodeJS.ErrnoException = error;
  // The socket of a server that does not run is a missing file; so is a file that is missing.
  if (code === 'ENOENT') return syscall === 'connect';
  if (code !== undefined) return unreachableCodes.includes(code);
  return lostConnection.test(error.message);
};
