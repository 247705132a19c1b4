/** Pages as tools of JobServ ask for them: counted from 0. */
import type { Input, RequestDefinition } from '@moorgate/http';
import type { ProjectContext } from '../../context.ts';
import { requestOrigin } from '../../request-origin.ts';

/** What was asked for. */
export interface AskedProjectPage extends Pick<Input<RequestDefinition>, 'headers' | 'path'> {
  readonly query: { readonly limit?: number; readonly page?: number };
}

const usualLimit = 25;

/** The page that is meant. */
export const pageOf = ({
  query,
}: Pick<AskedProjectPage, 'query'>): { readonly limit: number; readonly page: number } => ({
  limit: query.limit ?? usualLimit,
  page: query.page ?? 0,
});

/** What the page says of itself, the address of the next one included where there is one. */
export const pageMembers = (
  ctx: Pick<ProjectContext, 'ownOrigin'>,
  asked: AskedProjectPage,
  total: number,
): Record<string, unknown> => {
  const { limit, page } = pageOf(asked);
  const pages = Math.ceil(total / limit);
  const next = `${requestOrigin(ctx, asked.headers)}${asked.path}?limit=${String(limit)}&page=${String(page + 1)}`;
  return { limit, page, pages, total, ...(page + 1 < pages ? { next } : {}) };
};
