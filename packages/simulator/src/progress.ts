/** What a run is busy with, on standard error: standard output is the report's. */

/** Says in one line what happens next. */
export const say = (line: string): void => {
  process.stderr.write(`bench: ${line}\n`);
};
