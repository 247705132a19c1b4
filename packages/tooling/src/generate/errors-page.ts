/** `docs/errors.md`: one section for each code of the catalogue, with the code as its anchor. */
import { catalogue, type CatalogueEntry } from '@moorgate/errors';
import { statusOf } from '@moorgate/http';
import type { Generator } from './generator.ts';

const introduction = `# Error codes

<!-- Generated from packages/errors/src/codes; \`make fix\` writes it again. -->

Every refusal has one of these codes: in the answer (\`code\`, and at the end of the \`type\` of RFC 9457), in the
log and in the metrics. \`detail\` adds the particulars of one occurrence.
`;

/** The HTTP status for a kind of error. */
type StatusOf = (kind: CatalogueEntry['kind']) => number;

const section = ([code, entry]: [string, CatalogueEntry], statusOf: StatusOf): string => `
## ${code}

${entry.title}

- Kind: \`${entry.kind}\`, status ${statusOf(entry.kind)}
- What to do: ${entry.remedy}
`;

/** The page as Markdown; \`statusOf\` answers the HTTP status of the native API for a kind. */
export const renderErrorsPage = (
  codes: Readonly<Record<string, CatalogueEntry>>,
  statusOf: StatusOf,
): string =>
  introduction +
  Object.entries(codes)
    .map((entry) => section(entry, statusOf))
    .join('');

/** Writes the page. */
export const errorsGenerator: Generator = {
  name: 'errors',
  produce: () =>
    Promise.resolve([{ path: 'docs/errors.md', text: renderErrorsPage(catalogue, statusOf) }]),
};
