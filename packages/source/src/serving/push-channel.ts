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

const keyOf = ({ ref, old, new: next }: ReferenceMove): string => `${old} ${next} ${ref}`;

/** What `pre-receive` found about each reference, and what `update` is answered about it. */
const createRulings = () => {
  const permitted = new Map<string, ReferenceMove>();
  const reasons = new Map<string, string>();
  return {
    permit: (move: ReferenceMove): void => void permitted.set(keyOf(move), move),
    bar: (ref: string, reason: string): void => void reasons.set(ref, reason),
    asked: (): readonly ReferenceMove[] => [...permitted.values()],
    answerFor: (move: ReferenceMove | null): string => {
      if (move !== null && permitted.has(keyOf(move))) return 'go';
      return reasons.get(move?.ref ?? '') ?? 'this reference was not asked for';
    },
  };
};

/** Follows the hooks on their descriptor. */
export const followPush = (stream: Duplex, listener: PushListener): PushChannel => {
  const rulings = createRulings();
  const moved: ReferenceMove[] = [];
  let isNoted = false;
  let isOver = false;
  let isRefused = false;
  let isFull = false;
  let lines = 0;
  let rest = '';

  const letThrough = async (): Promise<void> => {
    const noting = listener.onAsked(rulings.asked()).then(() => true);
    stream.write((await within(noting, answerMsMax, false)) ? 'go\n' : 'stop\n');
  };

  const answer = async (): Promise<void> => {
    const lines = await within(listener.onMoved(moved), answerMsMax, []);
    stream.end(lines.map((line) => `${shown(line)}\n`).join(''));
  };

  /** What each line means, by its first word. */
  const meanings: Readonly<Record<string, (words: readonly string[]) => void>> = {
    asked: (words) => {
      const move = moveOf(words);
      if (move !== null) rulings.permit(move);
    },
    barred: ([ref = '', ...reason]) => rulings.bar(ref, reason.join(' ')),
    noted: () => {
      if (!isNoted) void letThrough();
      isNoted = true;
    },
    ready: (words) => void stream.write(`${shown(rulings.answerFor(moveOf(words)))}\n`),
    moved: (words) => {
      const move = moveOf(words);
      if (move !== null) moved.push(move);
    },
    over: () => {
      isOver = true;
      void answer();
    },
    refused: () => {
      isRefused = true;
    },
    full: () => {
      isFull = true;
    },
  };

  const take = (line: string): void => {
    lines += 1;
    if (isOver || lines > linesMax) return;
    const [word = '', ...words] = line.split(' ');
    if (Object.hasOwn(meanings, word)) meanings[word]?.(words);
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
    outcome: () => ({ asked: rulings.asked(), isRefused, isFull, moved: isOver ? moved : null }),
  };
};
