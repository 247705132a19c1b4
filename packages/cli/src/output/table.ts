/** Tables that fit a terminal, and are plain where nobody reads along. */
import { printable } from './printable.ts';

/** How a table is drawn. */
export interface TableStyle {
  /** How wide it may be; null for as wide as it is. */
  readonly columns: number | null;
  /** Whether titles stand out. */
  readonly isBold: boolean;
}

/** A column. */
export interface Title {
  readonly title: string;
  /** True for what is good for nothing in part, as an id that is copied. */
  readonly isWhole?: boolean;
}

type Row = readonly string[];

const gap = 2;
/** A column is not made narrower than this. */
const narrowest = 6;

const widthOf = (text: string): number => [...text].length;

const cut = (text: string, width: number): string =>
  widthOf(text) <= width ? text : `${[...text].slice(0, width - 1).join('')}…`;

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Makes the widest columns narrower until all of them fit, or none can give any more. */
const fit = (widths: readonly number[], titles: readonly Title[], columns: number): number[] => {
  const fitted = [...widths];
  let excess = sum(fitted) + gap * (fitted.length - 1) - columns;
  while (excess > 0) {
    const elastic = fitted.map((width, index) => (titles[index]!.isWhole === true ? 0 : width));
    const widest = Math.max(...elastic);
    if (widest <= narrowest) break;
    fitted[elastic.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return fitted;
};

/** Cells in one line, aligned; the last one is not padded. */
const line = (cells: Row, widths: readonly number[]): string =>
  cells
    .map((cell, index) => {
      const shown = cut(cell, widths[index]!);
      return shown + ' '.repeat(widths[index]! - widthOf(shown) + gap);
    })
    .join('')
    .trimEnd();

const bold = (text: string): string => `\x1b[1m${text}\x1b[22m`;

/** A table that is drawn piece by piece. */
export interface Table {
  /** The lines for more rows; those of the first piece begin with the titles. */
  draw(rows: readonly Row[]): string;
}

/**
 * Starts a table. A cell may hold anything: what would move the cursor is written as an escape, and an empty one as a
 * dash. On a terminal the first piece decides how wide columns are; elsewhere nothing is cut.
 */
export const startTable = (titles: readonly Title[], style: TableStyle): Table => {
  const { columns, isBold } = style;
  const head = titles.map(({ title }) => title.toUpperCase());
  let widths = head.map(widthOf);
  let isFirst = true;
  const measure = (rows: readonly Row[]): void => {
    if (!isFirst && columns !== null) return;
    widths = widths.map((width, index) =>
      Math.max(width, ...rows.map((row) => widthOf(row[index]!))),
    );
    if (columns !== null) widths = fit(widths, titles, columns);
  };
  return {
    draw: (rows) => {
      const shown = rows.map((row) => row.map((cell) => (cell === '' ? '-' : printable(cell))));
      measure(shown);
      const lines = shown.map((row) => line(row, widths));
      if (isFirst) lines.unshift(isBold ? bold(line(head, widths)) : line(head, widths));
      isFirst = false;
      return lines.map((text) => `${text}\n`).join('');
    },
  };
};
