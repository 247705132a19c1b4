/** The descriptor between the hooks of one push and the server: lines of what happens, and back what its sender is shown. */
import type { Duplex } from 'node:stream';
import type { PushOutcome, ReferenceMove } from './push.ts';

/** One push, as it is followed. */
export interface PushChannel {
  outcome(): PushOutcome;
}

/** Longer than the longest line of a hook that Git lets pass: two names of objects, and a path. */
const lineBytesMax = 8_192;
const linesMax = 100_000;
const answerMsMax = 30_000;

const moveOf = (words: readonly string[]): ReferenceMove | null => {
  const [old = '', next = '', ...ref] = words;
  return /^[0-9a-f]{40,64}$/.test(old) && /^[0-9a-f]{40,64}$/.test(next)
    ? { ref: ref.join(' '), old, new: next }
    : null;
};

/** Without what a terminal would take for an order. */
const shown = (line: string): string =>
  line.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').slice(0, 1_000);

const within = <T>(work: Promise<T>, milliseconds: number, otherwise: T): Promise<T> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), milliseconds);
    const settle = (value: T): void => {
      clearTimeout(timer);
      resolve(value);
    };
    work.then(settle, () => settle(otherwise));
  });

/** Who hears of a push; whoever pushes waits for each, half a minute at most. */
export interface PushListener {
  /** Called once, before anything moves; nothing will where it rejects. */
  onAsked(moves: readonly ReferenceMove[]): Promise<void>;
  /** Called once, when every reference has moved that will; answers what the sender is shown. */
  onMoved(moves: readonly ReferenceMove[]): Promise<readonly string[]>;
}

/** Follows the hooks on their descriptor. */
export const followPush = (stream: Duplex, listener: PushListener): PushChannel => {
  const asked: ReferenceMove[] = [];
  const moved: ReferenceMove[] = [];
  let isNoted = false;
  let isOver = false;
  let isRefused = false;
  let isFull = false;
  let lines = 0;
  let rest = '';

  const letThrough = async (): Promise<void> => {
    const noting = listener.onAsked(asked).then(() => true);
    stream.write((await within(noting, answerMsMax, false)) ? 'go\n' : 'stop\n');
  };

  const answer = async (): Promise<void> => {
    const lines = await within(listener.onMoved(moved), answerMsMax, []);
    stream.end(lines.map((line) => `${shown(line)}\n`).join(''));
  };

  const note = (list: ReferenceMove[], words: readonly string[]): void => {
    const move = moveOf(words);
    if (move !== null) list.push(move);
  };

  const take = (line: string): void => {
    lines += 1;
    if (isOver || lines > linesMax) return;
    const [word, ...words] = line.split(' ');
    if (word === 'asked') note(asked, words);
    else if (word === 'moved') note(moved, words);
    else if (word === 'refused') isRefused = true;
    else if (word === 'full') isFull = true;
    else if (word === 'noted' && !isNoted) {
      isNoted = true;
      void letThrough();
    } else if (word === 'over') {
      isOver = true;
      void answer();
    }
  };

  stream.setEncoding('utf8');
  stream.on('data', (piece: string) => {
    const parts = (rest + piece).split('\n');
    rest = parts.pop()!.slice(0, lineBytesMax);
    for (const line of parts) take(line);
  });
  // The child may be ended in the middle of a line, or before it reads the answer.
  stream.on('error', () => undefined);
  return {
    outcome: () => ({ asked, isRefused, isFull, moved: isOver ? moved : null }),
  };
};
