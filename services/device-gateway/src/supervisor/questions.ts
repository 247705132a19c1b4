/** Questions to the workers, and the answers that come back over their channels. */
import type { WorkerQuestion } from './messages.ts';
import type { WorkerProcess } from './worker-process.ts';

/** The questions of a supervisor. */
export interface Questions {
  /** What a worker answers; null when it says nothing within the time, or does not serve. */
  ask(worker: WorkerProcess, question: WorkerQuestion, timeoutMs: number): Promise<unknown>;
  /** Takes an answer in; one that comes too late is dropped. */
  take(id: number, answer: unknown): void;
  /** Waits no longer for a worker that has ended. */
  forget(worker: WorkerProcess): void;
}

interface Waiting {
  readonly worker: WorkerProcess;
  settle(answer: unknown): void;
}

/** Makes it; nothing has been asked. */
export const createQuestions = (): Questions => {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  return {
    ask: (worker, question, timeoutMs) =>
      new Promise((resolve) => {
        const id = ++lastId;
        const settle = (answer: unknown): void => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(answer);
        };
        const timer = setTimeout(settle, timeoutMs, null);
        waiting.set(id, { worker, settle });
        if (!worker.order({ kind: 'ask', id, question })) settle(null);
      }),
    take: (id, answer) => waiting.get(id)?.settle(answer),
    forget: (worker) => {
      for (const one of waiting.values()) if (one.worker === worker) one.settle(null);
    },
  };
};
