import { catalogue } from '@moorgate/errors';
import { renderErrorsPage } from './errors-page.ts';

test('every code of the catalogue has one section, whose anchor is the code', () => {
  const page = renderErrorsPage(catalogue, () => 400);
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(Object.keys(catalogue));
});

test('a section has the meaning, the kind, the status and what to do', () => {
  const page = renderErrorsPage(
    { too_loud: { kind: 'conflict', title: 'It is too loud.', remedy: 'Whisper.' } },
    (kind) => (kind === 'conflict' ? 409 : 500),
  );
  const section = page.slice(page.indexOf('## too_loud'));
  for (const part of ['It is too loud.', '`conflict`', '409', 'Whisper.'])
    expect(section).toContain(part);
});
