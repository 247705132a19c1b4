/** The console of a run: what its script prints and what the runner says, made fit to leave this host. */
import { createHarmlessText } from './harmless-text.ts';
import { createSecretMask } from './mask-secrets.ts';
import { secretFormsOf } from './secret-forms.ts';

/** Where the text goes, in order; it must not throw. */
export type ConsoleSink = (text: string) => void;

/** What a console is made of. */
export interface ConsoleOptions {
  readonly secrets: Iterable<string>;
  /** Of what scripts print, in bytes of UTF-8; the rest is left out, and a line says so. */
  readonly limitBytes: number;
  readonly sink: ConsoleSink;
}

/** One for each run. */
export interface RunConsole {
  /** Takes output of the script as it came, wherever its pieces end. */
  write(bytes: Uint8Array): void;
  /** Says one line of the runner's own, on a line of its own. */
  say(sentence: string): void;
  /** The text as it may be told elsewhere: harmless, on one line, without secrets. */
  clean(text: string): string;
  /** Lets go what was held back. */
  end(): void;
}

/** Longer lines are broken: whoever shows them holds one in memory. */
const lineLengthMax = 16_384;

/** Breaks what has no line feed for so long. */
const createLineBreaker = (): { (text: string): string; column(): number } => {
  let column = 0;
  const breakLines = (text: string): string => {
    const parts: string[] = [];
    let at = 0;
    while (at < text.length) {
      const feed = text.indexOf('\n', at);
      const end = feed === -1 ? text.length : feed + 1;
      const room = lineLengthMax - column;
      const length = end - at - (feed === -1 ? 0 : 1);
      if (length > room) {
        parts.push(text.slice(at, at + room), '\n');
        at += room;
        column = 0;
        continue;
      }
      parts.push(text.slice(at, end));
      column = feed === -1 ? column + length : 0;
      at = end;
    }
    return parts.join('');
  };
  return Object.assign(breakLines, { column: () => column });
};

/** Up to so many bytes, and no half character. */
const cut = (text: string, bytes: number): string =>
  new TextDecoder('utf-8').decode(Buffer.from(text).subarray(0, bytes), { stream: true });

/**
 * What comes in is read as UTF-8 (what is none becomes U+FFFD), made harmless, and only then searched for secrets, so that no
 * character that is left out can part a secret; lines end after 16,384 characters at the latest. Sentences of the runner are
 * masked too and do not count in the limit.
 */
export const createRunConsole = ({ secrets, limitBytes, sink }: ConsoleOptions): RunConsole => {
  const forms = secretFormsOf(secrets);
  const decoder = new TextDecoder('utf-8');
  const harmless = createHarmlessText();
  const mask = createSecretMask(forms);
  const breakLines = createLineBreaker();
  let left = limitBytes;
  let isFull = false;

  const emit = (text: string): void => {
    if (text !== '') sink(breakLines(text));
  };
  const emitLine = (sentence: string): void => {
    if (breakLines.column() > 0) emit('\n');
    emit(`${sentence}\n`);
  };
  const pass = (text: string): void => {
    if (isFull || text === '') return;
    const bytes = Buffer.byteLength(text);
    if (bytes <= left) {
      left -= bytes;
      emit(text);
      return;
    }
    emit(cut(text, left));
    isFull = true;
    emitLine(`== The output is longer than ${limitBytes} bytes; the rest of it is left out.`);
  };
  const clean = (text: string): string => {
    const own = createHarmlessText();
    const ownMask = createSecretMask(forms);
    const line = own.write(text.replaceAll('\n', ' ')) + own.end();
    return ownMask.write(line) + ownMask.end();
  };
  const flush = (): void => {
    pass(mask.write(harmless.write(decoder.decode()) + harmless.end()) + mask.end());
  };
  return {
    write: (bytes) => {
      if (!isFull) pass(mask.write(harmless.write(decoder.decode(bytes, { stream: true }))));
    },
    say: (sentence) => emitLine(`== ${clean(sentence)}`),
    clean,
    end: flush,
  };
};
