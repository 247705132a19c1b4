import { createTurns } from './password-turns.ts';

/** Work that ends when it is told to, and notes in `begun` when it begins. */
const heldWork = (begun: string[]) => {
  const ends = new Map<string, () => void>();
  return {
    work: (name: string) => () => {
      begun.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    },
    end: async (name: string): Promise<void> => {
      ends.get(name)!();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
};

test('whoever has one work waits for one work of another, not for everything that the other has waiting', async () => {
  const begun: string[] = [];
  const { work, end } = heldWork(begun);
  const turns = createTurns({ atOnce: 1, waitingPerKey: 100, waiting: 100 });
  const flood = [1, 2, 3, 4].map((number) => turns.take('flood', work(`flood ${number}`)));
  const other = turns.take('other', work('other'));
  await end('flood 1');
  await end('flood 2');
  await end('other');
  await expect(other).resolves.toBe('other');
  expect(begun).toEqual(['flood 1', 'flood 2', 'other', 'flood 3']);
  await end('flood 3');
  await end('flood 4');
  await Promise.all(flood);
});

test('a key with its share waiting is refused for a moment, and others still get their turn', async () => {
  const begun: string[] = [];
  const { work, end } = heldWork(begun);
  const turns = createTurns({ atOnce: 1, waitingPerKey: 1, waiting: 2 });
  const taken = ['a1', 'a2'].map((name) => turns.take('a', work(name)));
  const refused = { code: 'rate_limited', details: { retryAfterSeconds: 1 } };
  await expect(turns.take('a', work('a3'))).rejects.toMatchObject(refused);
  taken.push(turns.take('b', work('b1')));
  await expect(turns.take('c', work('c1'))).rejects.toMatchObject({ code: 'service_unavailable' });
  for (const name of ['a1', 'a2', 'b1']) await end(name);
  await expect(Promise.all(taken)).resolves.toEqual(['a1', 'a2', 'b1']);
});

test('work that fails gives its place away, and the room that it waited in is free again', async () => {
  const turns = createTurns({ atOnce: 1, waitingPerKey: 1, waiting: 1 });
  for (let round = 0; round < 3; round += 1) {
    const failing = turns.take('a', () => Promise.reject(new Error('no')));
    const waiting = turns.take('a', () => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('no');
    await expect(waiting).resolves.toBe('done');
  }
});
