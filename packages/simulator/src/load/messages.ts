/** What the benchmarks and their load client tell each other. */

/** A request, and the only status that it may be answered with. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** In it `{n}` stands for a number that counts the requests of a job, from 0. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** In it `{id}` stands for a UUID that no other request has. */
  readonly body?: string;
  readonly status: number;
}

/** What the load client is asked to do. Ports are on the loopback interface; devices are named by their place. */
export type LoadJob =
  /**
   * Connect, handshake, GET /device, close: once for each of `count` devices from `first` on. `keep` remembers the tickets
   * that the server hands out; `use` resumes with them, and fails where a session is not resumed. With `asks` these come
   * one after the other in the place of GET /device.
   */
  | {
      readonly kind: 'handshakes';
      readonly port: number;
      readonly first: number;
      readonly count: number;
      readonly concurrency: number;
      readonly tickets?: 'keep' | 'use';
      readonly asks?: readonly Ask[];
    }
  /** Open connections, one for each of the first devices, get /device once on each, and keep them. */
  | { readonly kind: 'connect'; readonly port: number; readonly connections: number }
  /**
   * GET /device, or what `ask` says, `count` times over the open connections, one at a time on each. `same` and `changing`
   * report what the device runs, always the same or something new each time; `everyMs` paces each connection.
   */
  | {
      readonly kind: 'requests';
      readonly count: number;
      readonly report?: 'same' | 'changing';
      readonly everyMs?: number;
      readonly ask?: Ask;
    }
  /** Close the open connections; fails when the server has closed one of them before. */
  | { readonly kind: 'disconnect' };

/** What a finished job took; latencies are those of single operations. */
export interface LoadResult {
  readonly operations: number;
  readonly wallMs: number;
  readonly latenciesMs: { readonly p50: number; readonly p99: number };
}

/** The answer to a job. Anything but the expected answer to a single operation makes the whole job fail. */
export type LoadAnswer =
  | { readonly kind: 'done'; readonly result: LoadResult }
  | { readonly kind: 'failed'; readonly reason: string };
