/** Text in columns. */

/** A column: its heading, and the side its cells lean on. */
export interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
}

const gap = '  ';

/** Lines without trailing blanks; the headings first, each column as wide as its widest cell. */
export const renderTable = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly string[] => {
  const headings = columns.map(({ heading }) => heading);
  const widths = columns.map((_, index) =>
    Math.max(...[headings, ...rows].map((row) => row[index]?.length ?? 0)),
  );
  return [headings, ...rows].map((row) =>
    columns
      .map(({ align }, index) => {
        const cell = row[index] ?? '';
        const width = widths[index] ?? 0;
        return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
      })
      .join(gap)
      .trimEnd(),
  );
};
