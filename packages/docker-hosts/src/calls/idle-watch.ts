/** Noticing that nothing has moved for too long. */
import { Transform } from 'node:stream';
import { fault } from '@moorgate/errors';

/** Watches over the bytes of a call, in both directions. */
export interface IdleWatch {
  /** Aborted with `docker_call_failed` after a silence. */
  readonly signal: AbortSignal;
  /** Says that something moved. */
  touch(): void;
  /** From now on a silence is so many milliseconds long. */
  allow(silenceMs: number): void;
  /** A stream that passes bytes on and says so. */
  through(): Transform;
  /** Ends the watch. */
  stop(): void;
}

/** Begins to watch; a silence is so many milliseconds long. */
export const createIdleWatch = (silenceMs: number): IdleWatch => {
  const controller = new AbortController();
  const begin = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      controller.abort(fault('docker_call_failed', { detail: 'no byte in time' }));
    }, ms)
      // It is the connection that keeps a process alive.
      .unref();
  let timer = begin(silenceMs);
  const touch = (): void => {
    timer.refresh();
  };
  return {
    signal: controller.signal,
    touch,
    allow: (ms) => {
      clearTimeout(timer);
      timer = begin(ms);
    },
    through: () =>
      new Transform({
        transform: (chunk: Buffer, _encoding, done) => {
          touch();
          done(null, chunk);
        },
      }),
    stop: () => clearTimeout(timer),
  };
};
