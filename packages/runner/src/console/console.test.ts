import fc from 'fast-check';
import { createHarmlessText } from './harmless-text.ts';
import { createSecretMask, secretMark } from './mask-secrets.ts';
import { createRunConsole } from './run-console.ts';
import { secretFormsOf } from './secret-forms.ts';

const passAll = (
  filter: { write(text: string): string; end(): string },
  pieces: readonly string[],
): string => pieces.map((piece) => filter.write(piece)).join('') + filter.end();

const consoleOf = (secrets: readonly string[], pieces: readonly Buffer[], limitBytes = 1e9) => {
  const out: string[] = [];
  const console = createRunConsole({ secrets, limitBytes, sink: (text) => out.push(text) });
  for (const piece of pieces) console.write(piece);
  console.end();
  return out.join('');
};

/** Cuts at the places that chance names. */
const cutAt = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const sorted = [0, ...places.map((one) => one % (bytes.length + 1)), bytes.length].sort(
    (one, other) => one - other,
  );
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
};

describe('what makes text harmless', () => {
  test.each([
    ['line feeds and tabs stay', 'a\tb\n', 'a\tb\n'],
    ['an end of a line of two characters becomes one', 'a\r\nb', 'a\nb'],
    ['a progress bar becomes lines', '10%\r20%\r', '10%\n20%\n'],
    ['colours are left out', '\u001b[1;31mred\u001b[0m', 'red'],
    ['titles of windows are left out', '\u001b]0;evil\u0007x\u001b]8;;u\u001b\\y', 'xy'],
    ['the bell is shown', 'a\u0007', 'a^G'],
    ['backspaces hide nothing', 'rm -rf /\b\b', 'rm -rf /^H^H'],
    ['C1 controls are shown', '\u009b2J', '<U+009B>2J'],
    ['what turns text around is shown', 'a\u202eb', 'a<U+202E>b'],
    ['an escape that begins no sequence is shown', '\u001b\u0001', '^[^A'],
    ['an escape at the end is shown', 'a\u001b[', 'a^[['],
  ])('%s', (_title, text, expected) => {
    expect(passAll(createHarmlessText(), [text])).toBe(expected);
    expect(passAll(createHarmlessText(), [...text])).toBe(expected);
  });

  test('whatever comes, in whatever pieces, no control character but line feeds and tabs leaves', () => {
    const character = fc.oneof(
      fc.integer({ min: 0, max: 0x9f }).map((code) => String.fromCharCode(code)),
      fc.constantFrom('\u001b', '[', ']', '\r', '\n', '\u0007', '\\', 'm', ';', '9', '\u202e'),
    );
    fc.assert(
      fc.property(fc.array(fc.array(character).map((all) => all.join(''))), (pieces) => {
        const inPieces = passAll(createHarmlessText(), pieces);
        expect(inPieces).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
        expect(inPieces).toBe(passAll(createHarmlessText(), [pieces.join('')]));
      }),
    );
  });
});

describe('what masks secrets', () => {
  const secret = 'pa55 wörd/+?&key';

  test.each([
    ['as it is', secret],
    ['in Base64', Buffer.from(secret).toString('base64')],
    ['in the Base64 of URLs', Buffer.from(secret).toString('base64url')],
    ['percent-encoded', encodeURIComponent(secret)],
    ['as in a form', new URLSearchParams({ a: secret }).toString().slice(2)],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
  ])('hides a secret %s', (_title, form) => {
    expect(consoleOf([secret], [Buffer.from(`before ${form} after`)])).toBe(
      `before ${secretMark} after`,
    );
  });

  test.each([1, 2, 3, 4])(
    'hides it inside of the Base64 of a longer text, at place %i',
    (length) => {
      const text = Buffer.from(`${'u'.repeat(length)}:${secret}:x`).toString('base64');
      const shown = consoleOf([secret], [Buffer.from(text)]);
      expect(shown).toContain(secretMark);
      // At most the characters at both ends are left, which share bits with the neighbours.
      expect(shown.replace(secretMark, '').length).toBeLessThan(text.length - secret.length);
    },
  );

  test('hides each line of a secret that has several, and Base64 that is broken into lines', () => {
    const key = `-----BEGIN KEY-----\n${'kE1'.repeat(20)}\n${'kE2'.repeat(20)}\n-----END KEY-----`;
    const printed = `x ${'kE2'.repeat(20)}\n`;
    expect(consoleOf([key], [Buffer.from(printed)])).toBe(`x ${secretMark}\n`);
    const wrapped = Buffer.from(key).toString('base64').replace(/.{76}/g, '$&\n');
    expect(consoleOf([key], [Buffer.from(wrapped)])).toBe(secretMark);
  });

  test('a secret that a character parts which is left out is hidden', () => {
    const parted = `${secret.slice(0, 5)}\u001b[0m${secret.slice(5)}`;
    expect(consoleOf([secret], [Buffer.from(parted)])).toBe(secretMark);
  });

  test('however the output is cut into pieces, no form of a secret leaves, and nothing else is lost', () => {
    const word = fc.string({ minLength: 4, maxLength: 12, unit: fc.constantFrom('a', 'b', 'c') });
    const noise = fc.string({ maxLength: 30, unit: fc.constantFrom('a', 'b', 'x', 'é', '\n') });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(noise, fc.nat(2))),
        fc.array(fc.nat()),
        (secrets, parts, places) => {
          const text = parts.map(([before, which]) => before + (secrets[which] ?? '')).join('');
          const shown = consoleOf(secrets, cutAt(Buffer.from(text), places));
          for (const form of secretFormsOf(secrets))
            expect(shown.replaceAll(secretMark, '\0')).not.toContain(form);
          expect(shown).toBe(consoleOf(secrets, [Buffer.from(text)]));
          expect(shown.replace(/[abc]|\[secret\]/g, '')).toBe(text.replace(/[abc]/g, ''));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('holds back no more than a secret is long, and nothing that cannot become one', () => {
    const mask = createSecretMask(['aaaa']);
    expect(mask.write('a'.repeat(100_000))).toBe(secretMark);
    expect(mask.write('a')).toBe('');
    expect(mask.write('b\n')).toBe('b\n');
    expect(mask.write('aa')).toBe('');
    expect(mask.write('x')).toBe('aax');
  });

  test('texts of fewer than four characters are no secrets', () => {
    expect(secretFormsOf(['', 'abc'])).toEqual([]);
  });
});

describe('a console', () => {
  test('reads what is no UTF-8, and characters in two pieces', () => {
    const bytes = Buffer.from('é');
    expect(consoleOf([], [bytes.subarray(0, 1), bytes.subarray(1), Buffer.of(0xff)])).toBe(
      'é\ufffd',
    );
  });

  test('ends at its limit with a line that says so, and goes on with what the runner says', () => {
    const out: string[] = [];
    const console = createRunConsole({
      secrets: ['hunter22'],
      limitBytes: 10,
      sink: (text) => out.push(text),
    });
    console.write(Buffer.from('123456789é and more'));
    console.write(Buffer.from('x'.repeat(1000)));
    console.say('The script with hunter22 ended.\nX');
    console.end();
    expect(out.join('')).toBe(
      '123456789\n== The output is longer than 10 bytes; the rest of it is left out.\n' +
        '== The script with [secret] ended. X\n',
    );
  });

  test('breaks lines that are too long', () => {
    const shown = consoleOf([], [Buffer.from(`${'x'.repeat(40_000)}\n${'y'.repeat(16_384)}\n`)]);
    expect(shown.split('\n').map((line) => line.length)).toEqual([16384, 16384, 7232, 16384, 0]);
  });
});
