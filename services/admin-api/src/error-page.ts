/** The page of an error code: what the `type` of a problem points to. */
import { catalogue, type CatalogueEntry } from '@moorgate/errors';
import { statusOf } from '@moorgate/http';
import type { RequestHandler } from 'express';

const pageOf = (code: string, { kind, title, remedy }: CatalogueEntry): string =>
  `${code}\n${'='.repeat(code.length)}\n\n${title}\n\nKind: ${kind}, status ${statusOf(kind)}\nWhat to do: ${remedy}\n`;

/** Answers `/errors/{code}` to everybody, as a text that any browser and any terminal shows; leaves other codes to `next`. */
export const errorPage: RequestHandler<{ code: string }> = (request, response, next) => {
  const { code } = request.params;
  if (!Object.hasOwn(catalogue, code)) {
    next();
    return;
  }
  response
    .type('text/plain; charset=utf-8')
    .set('Cache-Control', 'public, max-age=3600')
    .send(pageOf(code, catalogue[code as keyof typeof catalogue]));
};
