/** Work that is done at once, with a seeded choice of who goes on at each step. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { databaseOver, type Db, openPool, type Pool } from '@moorgate/db';
import type { SeededRandom } from '@moorgate/testing';

/** Those who take part call `step` before each thing that they do; one of them at a time goes on. */
export interface Interleaving {
  /** Waits for one's turn. */
  step(): Promise<void>;
  /** Waits for one's turn to do something that may have to wait for another one, and does it. */
  stepInto<T>(work: () => Promise<T>): Promise<T>;
  /** Runs all of them to their ends. Whoever waits for another one in the database stands aside meanwhile. */
  run(actors: readonly (() => Promise<void>)[]): Promise<void>;
}

/** Work that takes longer is taken to wait for another one. */
const blockedAfterMs = 2;

interface Actor {
  /** Of those who can go on, the one with the highest does. */
  priority: number;
  /** Whether it is in the middle of something that may have to wait for another one. */
  mayBeBlocked: boolean;
}

/**
 * Makes one; its choices come from `random`. Everybody has a random priority, and now and then who is about to go on
 * falls behind all others: so both come about, steps that alternate and somebody who is overtaken by all that another
 * one does.
 */
export const createInterleaving = (random: SeededRandom): Interleaving => {
  const current = new AsyncLocalStorage<Actor>();
  const waiting = new Map<Actor, () => void>();
  const underway = new Set<Actor>();
  const fallsBackPercent = random.pick([2, 8, 30]);
  let lowest = 0;
  let notice: () => void = () => undefined;

  const first = (): Actor | undefined =>
    [...waiting.keys()].sort((one, other) => other.priority - one.priority)[0];
  const choose = (): Actor | undefined => {
    const actor = first();
    if (actor === undefined || random.below(100) >= fallsBackPercent) return actor;
    lowest -= 1;
    actor.priority = lowest;
    return first();
  };

  /** Resolves when nobody is under way any more, or when all who are seem to wait for those who are not. */
  const untilQuiet = (): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        clearInterval(timer);
        resolve();
      };
      const timer = setInterval(() => {
        if (waiting.size > 0 && [...underway].every((actor) => actor.mayBeBlocked)) end();
      }, blockedAfterMs);
      notice = () => {
        if (underway.size === 0) end();
      };
    });

  const step = (): Promise<void> =>
    new Promise((resolve) => {
      const actor = current.getStore()!;
      underway.delete(actor);
      waiting.set(actor, resolve);
      notice();
    });

  return {
    step,
    stepInto: async (work) => {
      await step();
      const actor = current.getStore()!;
      actor.mayBeBlocked = true;
      return work().finally(() => {
        actor.mayBeBlocked = false;
      });
    },
    run: async (actors) => {
      const failures: unknown[] = [];
      const perform = async (actor: Actor, act: () => Promise<void>): Promise<void> => {
        underway.add(actor);
        await act().catch((error: unknown) => failures.push(error));
        underway.delete(actor);
        notice();
      };
      for (const act of actors) {
        const actor = { priority: random.below(1_000_000), mayBeBlocked: false };
        current.run(actor, () => void perform(actor, act));
      }
      while (underway.size + waiting.size > 0) {
        const chosen = choose();
        if (chosen !== undefined) {
          const proceed = waiting.get(chosen);
          waiting.delete(chosen);
          underway.add(chosen);
          proceed?.();
        }
        await untilQuiet();
      }
      if (failures.length > 0) throw failures[0];
    },
  };
};

/** A store each of whose statements, `begin` and `commit` among them, is a step. */
export const openSteppedDatabase = (
  url: string,
  { stepInto }: Pick<Interleaving, 'stepInto'>,
): Db => {
  const pool = openPool({ url, applicationName: 'test', poolSize: 8 });
  const connect = async () => {
    const client = await pool.connect();
    const query = (...statement: Parameters<typeof client.query>): Promise<unknown> =>
      stepInto(() => Promise.resolve(client.query(...statement)));
    const get = (target: object, name: string | symbol): unknown => {
      const value: unknown = name === 'query' ? query : Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    };
    return new Proxy(client, { get });
  };
  const stepped = { connect, end: () => pool.end(), options: pool.options };
  return databaseOver(stepped as unknown as Pool);
};
