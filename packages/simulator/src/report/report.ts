/** The outcome of a run, for people and for programs. */
import { type Comparison, describeBound } from '../measure/comparison.ts';
import { type Column, renderTable } from './table.ts';

/** One benchmark: what is done and what it is compared with, and the lines that came of it. */
export interface Section {
  readonly name: string;
  readonly explanation: string;
  readonly lines: readonly Comparison[];
}

/** Everything that is printed. */
export interface Report {
  /** What was measured on, as pairs of a name and a value. */
  readonly machine: Readonly<Record<string, string>>;
  readonly sections: readonly Section[];
}

const columns: readonly Column[] = [
  { heading: '', align: 'left' },
  { heading: 'measured', align: 'right' },
  { heading: 'beside', align: 'right' },
  { heading: 'ratio', align: 'right' },
  { heading: '(lowest to highest)', align: 'left' },
  { heading: 'bound', align: 'right' },
  { heading: 'holds', align: 'left' },
  { heading: 'PostgreSQL', align: 'right' },
];

/** Lines of text: the machine, then a table of all sections. */
export const renderReport = (report: Report): readonly string[] => {
  const machine = renderTable(
    [
      { heading: 'Measured on', align: 'left' },
      { heading: '', align: 'left' },
    ],
    Object.entries(report.machine),
  );
  // One table for all, so that the columns stand below each other; the explanations go between its lines afterwards.
  const [headings = '', ...rows] = renderTable(
    columns,
    report.sections.flatMap(({ lines }) => lines.map(cells)),
  );
  const body = report.sections.flatMap((section, index) => {
    const before = report.sections
      .slice(0, index)
      .reduce((sum, { lines }) => sum + lines.length, 0);
    return ['', section.explanation, ...rows.slice(before, before + section.lines.length)];
  });
  return [...machine, '', headings, ...body];
};

/** One line of JSON with the numbers unrounded. */
export const renderJson = (report: Report): string => JSON.stringify(report);

/** False as soon as one bound does not hold. */
export const allBoundsHold = (report: Report): boolean =>
  report.sections.every(({ lines }) => lines.every(({ holds }) => holds !== false));

const cells = (line: Comparison): readonly string[] => [
  `  ${line.what}`,
  amount(line.measured, line.unit),
  amount(line.reference, line.unit),
  line.ratio.median.toFixed(2),
  `(${line.ratio.lowest.toFixed(2)} to ${line.ratio.highest.toFixed(2)})`,
  line.bound === null ? '' : describeBound(line.bound, line.unit),
  line.holds === null ? '' : line.holds ? 'yes' : 'NO',
  line.postgres === null ? '' : amount(line.postgres, line.unit),
];

/** Three significant digits are what a run can tell. */
const amount = (value: number, unit: string): string => {
  const decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(decimals)}${unit === '/s' ? '' : ' '}${unit}`;
};
