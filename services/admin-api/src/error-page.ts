/** The page of an error code: what the `type` of a problem points to. */
import { catalogue, type CatalogueEntry, type ErrorCode } from '@moorgate/errors';
import { statusOf } from '@moorgate/http';

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(catalogue, code);

/** What the catalogue says about a code, as a text that any browser and any terminal shows; null for other codes. */
export const errorPage = (code: string): string | null => {
  if (!isErrorCode(code)) return null;
  const { kind, title, remedy }: CatalogueEntry = catalogue[code];
  const underline = '='.repeat(code.length);
  return `${code}\n${underline}\n\n${title}\n\nKind: ${kind}, status ${statusOf(kind)}\nWhat to do: ${remedy}\n`;
};
