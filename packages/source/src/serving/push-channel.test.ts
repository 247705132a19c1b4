import { Duplex } from 'node:stream';
import { once } from 'node:events';
import { followPush, type PushListener } from './push-channel.ts';
import type { ReferenceMove } from './push.ts';

const one = '1'.repeat(40);
const two = '2'.repeat(40);

/** What a hook has at its end of the descriptor. */
const createPair = () => {
  const shown: string[] = [];
  const stream = new Duplex({
    read: () => undefined,
    write: (piece: Buffer, _encoding, done) => {
      shown.push(piece.toString());
      done();
    },
  });
  return { stream, shown, say: (text: string) => void stream.push(text) };
};

const nothing: PushListener = {
  onAsked: () => Promise.resolve(),
  onMoved: () => Promise.resolve([]),
};
const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what moved is told once, whole, however the lines are cut', async () => {
  const { stream, shown, say } = createPair();
  const told: ReferenceMove[][] = [];
  const channel = followPush(stream, {
    ...nothing,
    onMoved: (moves) => {
      told.push([...moves]);
      return Promise.resolve(['Build 1', 'a \u001b[2J line\nand more']);
    },
  });
  say(`asked ${one} ${two} refs/heads/a\nmoved ${one} ${two} ref`);
  say(`s/heads/a\nover\nover\nmoved ${one} ${two} refs/heads/later\n`);
  await once(stream, 'finish');
  const move = { ref: 'refs/heads/a', old: one, new: two };
  expect(told).toEqual([[move]]);
  expect(shown.join('')).toBe('Build 1\na  [2J line and more\n');
  expect(channel.outcome()).toEqual({
    asked: [move],
    moved: [move],
    isRefused: false,
    isFull: false,
  });
});

test('a push that ends before its hooks could tell has moved it is not known what', async () => {
  const { stream, say } = createPair();
  const channel = followPush(stream, nothing);
  say(`asked ${one} ${two} refs/heads/a\nmoved ${one} ${two} refs/heads/a\n`);
  await flush();
  expect(channel.outcome().moved).toBeNull();
});

test('refusals are noted, and lines that are none are passed over', async () => {
  const { stream, say } = createPair();
  const channel = followPush(stream, nothing);
  say('refused\nfull\nasked x y refs/heads/a\nnonsense\n\n');
  await flush();
  expect(channel.outcome()).toEqual({ asked: [], moved: null, isRefused: true, isFull: true });
});

test('whoever pushed is let go where what follows fails', async () => {
  const { stream, shown, say } = createPair();
  followPush(stream, { ...nothing, onMoved: () => Promise.reject(new Error('no')) });
  say('over\n');
  await once(stream, 'finish');
  expect(shown.join('')).toBe('');
});

test('nothing is let through before it is written down, and nothing at all where that fails', async () => {
  const first = createPair();
  const writing = Promise.withResolvers<void>();
  const asked: ReferenceMove[] = [];
  followPush(first.stream, {
    ...nothing,
    onAsked: (moves) => {
      asked.push(...moves);
      return writing.promise;
    },
  });
  first.say(`asked ${one} ${two} refs/heads/a\nnoted\nnoted\n`);
  await flush();
  expect(first.shown).toEqual([]);
  writing.resolve();
  await flush();
  expect([asked.length, first.shown.join('')]).toEqual([1, 'go\n']);

  const other = createPair();
  followPush(other.stream, { ...nothing, onAsked: () => Promise.reject(new Error('no')) });
  other.say('noted\n');
  await flush();
  expect(other.shown.join('')).toBe('stop\n');
});

test('of each reference the hook is told what was found before: that it may move, or why it may not', async () => {
  const { stream, shown, say } = createPair();
  followPush(stream, nothing);
  const [a, b] = ['refs/heads/a', 'refs/heads/b'];
  say(`asked ${one} ${two} ${a}\nbarred ${b} not \u001b this one\n`);
  say(`ready ${one} ${two} ${a}\nready ${one} ${two} ${b}\nready ${two} ${one} ${a}\n`);
  say(`ready ${one} ${two} refs/heads/c\nready\n`);
  await flush();
  const unasked = 'this reference was not asked for';
  expect(shown.join('').split('\n')).toEqual([
    ...['go', 'not   this one', unasked, unasked, unasked, ''],
  ]);
});
