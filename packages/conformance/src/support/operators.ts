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
  | { readonly kind: 'deny'; readonly uuid: string; readonly address: string }
  | { readonly kind: 'page' };

/** A denial that was answered. Times are milliseconds of CLOCK_MONOTONIC. */
export interface Denial {
  readonly uuid: string;
  readonly status: number;
  readonly body: string;
  readonly sentAt: number;
  /** When the head of the answer came in. */
  readonly answeredAt: number;
}

/** How long a connection may stay after the answer, in milliseconds. */
export const graceMs = 1_000;

/** What one answers. */
export type OperatorAnswer =
  | ({ readonly kind: 'denied' } & Denial)
  | { readonly kind: 'left'; readonly uuid: string; readonly sockets: number }
  | { readonly kind: 'paged'; readonly devices: number };

/** An operator. */
export interface Operator {
  /**
   * Denies a device that connects from an address of its own. Resolves when that has been answered, whatever the answer
   * was. One at a time.
   */
  deny(uuid: string, address: string): Promise<Denial>;
  /** How many sockets of a denied device were there at the answer and still a second later, as the kernel has it. */
  socketsLeft(uuid: string): Promise<number>;
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
  const left = new Map<string, PromiseWithResolvers<number>>();
  child.on('message', (answer: OperatorAnswer) => {
    if (answer.kind === 'paged') paged += answer.devices;
    else if (answer.kind === 'left') left.get(answer.uuid)?.resolve(answer.sockets);
    else waiting?.resolve(answer);
  });
  void exit.then(() => waiting?.reject(new Error('the operator has gone')));
  return {
    deny: (uuid, address) => {
      waiting = Promise.withResolvers<Denial>();
      left.set(uuid, Promise.withResolvers<number>());
      child.send({ kind: 'deny', uuid, address } satisfies OperatorJob);
      return waiting.promise;
    },
    socketsLeft: (uuid) => left.get(uuid)?.promise ?? Promise.resolve(0),
    page: () => void child.send({ kind: 'page' } satisfies OperatorJob),
    paged: () => paged,
    stop: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
};
