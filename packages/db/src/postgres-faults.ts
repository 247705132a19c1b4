/** What a failure of PostgreSQL means, for use cases that give one of them a code of their own. */
import pg from 'pg';

/** True when this constraint or unique index refused the statement (SQLSTATE 23505). */
export const isUniqueViolation = (error: unknown, constraint: string): boolean =>
  error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === constraint;

/** True when PostgreSQL ended this transaction because several waited for each other in a circle (SQLSTATE 40P01). */
export const isDeadlock = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === '40P01';
