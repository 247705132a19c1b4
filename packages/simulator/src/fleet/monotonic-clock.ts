/** The clock that everything in a fleet is timed with. */

/**
 * Milliseconds of CLOCK_MONOTONIC with fractions: never goes back, and means the same in every process of one host, so
 * that the times of a client and of a server can be compared.
 */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
