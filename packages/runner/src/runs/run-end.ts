/** How a run is going to end, and that it is to end now. */

/** One for each run; the first reason counts. */
export interface RunEnd {
  /** Aborts when the run is to end, for whatever reason. */
  readonly signal: AbortSignal;
  /** Aborts when it is no longer ours: nothing more is told to the server. */
  readonly lost: AbortSignal;
  /** The run fails, for a reason in one sentence. */
  fail(sentence: string): void;
  lose(): void;
  hasFailed(): boolean;
  /** The reason, if there is one. */
  message(): string | null;
}

/** Makes one for a run that goes well so far. */
export const createRunEnd = (): RunEnd => {
  const ended = new AbortController();
  const lost = new AbortController();
  let message: string | null = null;
  const fail = (sentence: string): void => {
    message ??= sentence;
    ended.abort();
  };
  return {
    signal: ended.signal,
    lost: lost.signal,
    fail,
    lose: () => {
      lost.abort();
      fail('The lease of the run was lost.');
    },
    hasFailed: () => message !== null,
    message: () => message,
  };
};
