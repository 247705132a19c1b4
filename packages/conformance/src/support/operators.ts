/** Operators who deny devices and list them, each in a process of their own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Whom an operator asks, and with which token. */
export interface OperatorSettings {
  readonly adminUrl: string;
  readonly token: string;
}

/** What one is told to do. */
export type OperatorJob =
  { readonly kind: 'deny'; readonly uuid: string } | { readonly kind: 'page' };

/** A denial that was answered. Times are milliseconds of CLOCK_MONOTONIC. */
export interface Denial {
  readonly uuid: string;
  readonly status: number;
  readonly body: string;
  readonly sentAt: number;
  /** When the head of the answer came in. */
  readonly answeredAt: number;
}

/** What one answers. */
export type OperatorAnswer =
  ({ readonly kind: 'denied' } & Denial) | { readonly kind: 'paged'; readonly devices: number };

/** An operator. */
export interface Operator {
  /** Resolves when the denial has been answered, whatever the answer was. One at a time. */
  deny(uuid: string): Promise<Denial>;
  /** Begins to list all devices, page by page, and does not end. */
  page(): void;
  /** How many devices have been on the pages so far. */
  paged(): number;
  stop(): Promise<void>;
}

const entry = fileURLToPath(new URL('./operator-process.ts', import.meta.url));

/** Starts one. */
export const startOperator = (settings: OperatorSettings): Operator => {
  const child = fork(entry, {
    execArgv: [],
    env: { PATH: process.env['PATH'], MOORGATE_TEST_OPERATOR: JSON.stringify(settings) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exit = once(child, 'exit');
  let paged = 0;
  let waiting: PromiseWithResolvers<Denial> | null = null;
  child.on('message', (answer: OperatorAnswer) => {
    if (answer.kind === 'paged') paged += answer.devices;
    else waiting?.resolve(answer);
  });
  void exit.then(() => waiting?.reject(new Error('the operator has gone')));
  return {
    deny: (uuid) => {
      waiting = Promise.withResolvers<Denial>();
      child.send({ kind: 'deny', uuid } satisfies OperatorJob);
      return waiting.promise;
    },
    page: () => void child.send({ kind: 'page' } satisfies OperatorJob),
    paged: () => paged,
    stop: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
};
