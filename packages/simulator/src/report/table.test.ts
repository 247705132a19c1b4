import { renderTable } from './table.ts';

test('aligns each column to its widest cell, without trailing blanks', () => {
  const columns = [
    { heading: 'what', align: 'left' },
    { heading: 'ms', align: 'right' },
    { heading: 'note', align: 'left' },
  ] as const;
  expect(
    renderTable(columns, [
      ['a page', '1.25', ''],
      ['start', '130', 'slow'],
    ]),
  ).toEqual(['what      ms  note', 'a page  1.25', 'start    130  slow']);
});

test('shows the headings where there are no rows', () => {
  expect(renderTable([{ heading: 'what', align: 'left' }], [])).toEqual(['what']);
});
