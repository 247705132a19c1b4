import type { Terminal } from '../terminal.ts';
import { formatSeconds } from './dates.ts';
import { type Column, createOutput, type OutputOptions } from './output.ts';
import { printable, printableLines } from './printable.ts';

interface Lamp {
  readonly name: string;
  readonly note: string;
  readonly at: number;
}

const columns: readonly Column<Lamp>[] = [
  { title: 'name', of: ({ name }) => name },
  { title: 'note', of: ({ note }) => note },
  { title: 'at', of: ({ at }, showDate) => showDate(at) },
];

const pages = async function* (...all: Lamp[][]): AsyncGenerator<Lamp[]> {
  for (const page of all) yield await Promise.resolve(page);
};

/** What a list of these pages looks like. */
const listed = async (
  output: OutputOptions['output'],
  all: Lamp[][],
  { columns: width = null, environment = {} }: Partial<Terminal> = {},
  shown = columns,
): Promise<string> => {
  let text = '';
  const write = (more: string): void => void (text += more);
  const terminal = { columns: width, environment, write, note: write } as unknown as Terminal;
  await createOutput(terminal, { output, utc: true }).list(pages(...all), shown);
  return text;
};

const lamp = { name: 'lamp', note: '', at: 0 };
const light = { name: 'a longer name', note: 'with a note', at: 1_772_366_400 };

describe('a table', () => {
  test('is aligned, with a dash for what is empty, and plain in a pipe', async () => {
    expect(await listed('table', [[lamp, light]])).toBe(
      [
        'NAME           NOTE         AT',
        'lamp           -            never',
        'a longer name  with a note  2026-03-01 12:00:00Z',
        '',
      ].join('\n'),
    );
  });

  test('has its titles even when nothing is in it', async () => {
    expect(await listed('table', [[], []])).toBe('NAME  NOTE  AT\n');
  });

  test('fits a terminal, the widest columns giving first, with bold titles unless unwanted', async () => {
    const text = await listed('table', [[lamp, light]], { columns: 40 });
    const [titles, ...rows] = text.trimEnd().split('\n');
    expect(titles).toMatch(/^\x1b\[1mNAME +NOTE +AT\x1b\[22m$/);
    expect(rows[1]).toMatch(/^a longer na…/);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(40);
    const whole = columns.map((column) => ({ ...column, isWhole: column.title === 'name' }));
    const kept = await listed('table', [[light]], { columns: 30 }, whole);
    expect(kept).toMatch(/^a longer name +with …/m);
    const plain = await listed('table', [[lamp]], { columns: 80, environment: { NO_COLOR: '1' } });
    expect(plain).not.toContain('\x1b');
  });

  test('cuts nothing in a pipe, even when a later page is wider', async () => {
    const text = await listed('table', [[lamp], [{ ...light, note: 'n'.repeat(300) }]]);
    expect(text).toContain('n'.repeat(300));
  });

  test('shows what others wrote, and lets none of it reach the terminal as a command', async () => {
    const text = await listed('table', [[{ ...lamp, note: '\x1b]0;owned\x07\nrow\u202e' }]]);
    expect(text).toContain('\\u001b]0;owned\\u0007\\u000arow\\u202e');
    expect(text.split('\n')).toHaveLength(3);
  });
});

describe('for programs', () => {
  test.each<[string, Lamp[][]]>([
    ['nothing', [[]]],
    ['one page', [[lamp, light]]],
    ['several pages', [[lamp], [], [light]]],
  ])('JSON is one array of the API’s own objects: %s', async (_title, all) => {
    expect(JSON.parse(await listed('json', all))).toEqual(all.flat());
  });

  test('JSON means the same with what it escapes', async () => {
    const odd = { ...lamp, note: 'a\u009b\u202e\u2028"\\\nß→😀' };
    const text = await listed('json', [[odd]]);
    expect(text).not.toMatch(/[\u009b\u202e\u2028]/);
    expect(JSON.parse(text)).toEqual([odd]);
  });

  test('YAML is one list, over all pages', async () => {
    const { parse } = await import('yaml');
    expect(parse(await listed('yaml', [[lamp], [light]]))).toEqual([lamp, light]);
    expect(parse(await listed('yaml', [[]]))).toEqual([]);
    const odd = { ...lamp, note: '\x1b[31m: #' };
    const text = await listed('yaml', [[odd]]);
    expect(text).not.toContain('\x1b');
    expect(parse(text)).toEqual([odd]);
  });
});

describe('a moment', () => {
  test('is shown in UTC, or with the offset of the time zone here', () => {
    expect(formatSeconds(1_772_366_400, { isUtc: true })).toBe('2026-03-01 12:00:00Z');
    const here = formatSeconds(1_772_366_400, { isUtc: false });
    expect(here).toMatch(/^2026-0[23]-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
    expect(Date.parse(here.replace(' ', 'T')) / 1_000).toBe(1_772_366_400);
  });

  test('may be never, or not known', () => {
    expect(formatSeconds(0, { isUtc: true })).toBe('never');
    expect(formatSeconds(null, { isUtc: true })).toBe('-');
    expect(formatSeconds(1e15, { isUtc: true })).toBe('1000000000000000');
  });
});

test('letters of every language stay as they are; what hides among them does not', () => {
  expect(printable('größe 大きさ 😀')).toBe('größe 大きさ 😀');
  expect(printable('a\tb\u200bc\ufeffd')).toBe('a\\u0009b\\u200bc\\ufeffd');
  expect(printableLines('a\nb\r')).toBe('a\nb\\u000d');
});
