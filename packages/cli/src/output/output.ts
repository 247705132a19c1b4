/** What a command answers, as a table for people, or as the API's own objects for programs. */
import { readClientEnvironment } from '../client-environment.ts';
import type { Terminal } from '../terminal.ts';
import { formatSeconds } from './dates.ts';
import { printable, printableLines } from './printable.ts';
import { startTable, type Title } from './table.ts';

/** The forms of `-o`. */
export const outputFormats = ['table', 'json', 'yaml'] as const;

/** How a command answers. */
export interface OutputOptions {
  readonly output: (typeof outputFormats)[number];
  readonly utc: boolean;
}

/** How a column shows moments. */
export type ShowDate = (seconds: number | null) => string;

/** One column of a list, or one line about one object. */
export interface Column<T> extends Title {
  of(value: T, showDate: ShowDate): string;
}

/** Writes what a command answers. */
export interface Output {
  /** A list, page by page. */
  list<T>(pages: AsyncIterable<readonly T[]>, columns: readonly Column<T>[]): Promise<void>;
  /** A list that goes on as long as somebody watches; in JSON an object on each line. Lines are cut for no terminal. */
  follow<T>(pages: AsyncIterable<readonly T[]>, columns: readonly Column<T>[]): Promise<void>;
  /** One object. */
  one<T>(value: T, columns: readonly Column<T>[]): Promise<void>;
  /** What was done; for people alone. */
  done(sentence: string): void;
}

type Write = (text: string) => void;

const json = (value: unknown): string => printableLines(JSON.stringify(value, null, 2));

const indented = (text: string): string => text.replaceAll('\n', '\n  ');

const jsonOutput = (write: Write): Output => ({
  list: async (pages) => {
    let separator = '[\n  ';
    for await (const page of pages)
      for (const item of page) {
        write(separator + indented(json(item)));
        separator = ',\n  ';
      }
    write(separator.startsWith('[') ? '[]\n' : '\n]\n');
  },
  follow: async (pages) => {
    for await (const page of pages)
      for (const item of page) write(`${printableLines(JSON.stringify(item))}\n`);
  },
  one: (value) => Promise.resolve(write(`${json(value)}\n`)),
  done: () => undefined,
});

/** Texts are written in double quotes where they need it, so that no escape is lost. */
const yaml = async (value: unknown): Promise<string> => {
  const { stringify } = await import('yaml');
  return stringify(value, { lineWidth: 0 });
};

const yamlOutput = (write: Write): Output => ({
  list: async (pages) => {
    let isEmpty = true;
    for await (const page of pages) {
      if (page.length === 0) continue;
      write(await yaml(page));
      isEmpty = false;
    }
    if (isEmpty) write('[]\n');
  },
  follow: async (pages) => {
    for await (const page of pages) if (page.length > 0) write(await yaml(page));
  },
  one: async (value) => write(await yaml(value)),
  done: () => undefined,
});

/** A text of several lines stands below its title. */
const lineAbout = (title: string, text: string, width: number): string => {
  const lines = text.trimEnd().split('\n').map(printable);
  const label = `${title}:`.padEnd(width + 2);
  if (lines.length === 1) return `${label}${lines[0] === '' ? '-' : lines[0]!}\n`;
  return `${label.trimEnd()}\n${lines.map((one) => `  ${one}\n`).join('')}`;
};

type Rows = <T>(page: readonly T[], columns: readonly Column<T>[]) => string[][];

const tableOutput = (terminal: Terminal, showDate: ShowDate): Output => {
  const rowsOf: Rows = (page, columns) =>
    page.map((row) => columns.map(({ of }) => of(row, showDate)));
  const { isPlain } = readClientEnvironment(terminal);
  const isBold = terminal.columns !== null && !isPlain;
  return {
    list: async (pages, columns) => {
      const table = startTable(columns, { columns: terminal.columns, isBold });
      let isEmpty = true;
      for await (const page of pages) {
        if (page.length === 0) continue;
        terminal.write(table.draw(rowsOf(page, columns)));
        isEmpty = false;
      }
      if (isEmpty) terminal.write(table.draw([]));
    },
    follow: async (pages, columns) => {
      const table = startTable(columns, { columns: null, isBold });
      for await (const page of pages)
        if (page.length > 0) terminal.write(table.draw(rowsOf(page, columns)));
    },
    one: (value, columns) => {
      const width = Math.max(...columns.map(({ title }) => title.length));
      for (const { title, of } of columns)
        terminal.write(lineAbout(title, of(value, showDate), width));
      return Promise.resolve();
    },
    done: (sentence) => terminal.write(`${printable(sentence)}\n`),
  };
};

/** The output that the options ask for. */
export const createOutput = (terminal: Terminal, { output, utc }: OutputOptions): Output => {
  switch (output) {
    case 'json':
      return jsonOutput(terminal.write);
    case 'yaml':
      return yamlOutput(terminal.write);
    case 'table':
      return tableOutput(terminal, (seconds) => formatSeconds(seconds, { isUtc: utc }));
  }
};
