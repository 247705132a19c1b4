/** Lists that come in pages. */
import { nextCursorOf } from '@moorgate/client';
import { type Command, Option } from 'commander';
import { wholeNumber } from '../commands/option-values.ts';
import type { ApiCall } from './api-command.ts';

/** How much of a list is asked for. */
export interface PageOptions {
  readonly limit: number;
  readonly all: boolean;
}

/** The most that the API gives at once. */
export const pageMax = 1_000;

/** Adds `--limit` and `--all`. */
export const withPageOptions = (command: Command): Command =>
  command
    .option('--limit <count>', 'how many to show', wholeNumber(1, 1_000_000), 100)
    .addOption(new Option('--all', 'show all of them').default(false).conflicts('limit'));

/** One page of a list. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

type Answered<T> = Promise<{ data?: readonly T[]; response: Response }>;

/** What is asked for of a list, and whom to tell that there is more. */
export interface PagedList<T> {
  readonly call: ApiCall<PageOptions>;
  ask(query: PageQuery): Answered<T>;
}

/**
 * The items of a list by pages, following its cursors, until as many as were asked for are there; a page of a filtered list
 * may be short or empty before the list ends. Says on standard error that there are more, where somebody reads along.
 */
export const pagesOf = async function* <T>({
  call,
  ask,
}: PagedList<T>): AsyncGenerator<readonly T[]> {
  let left = call.options.all ? Infinity : call.options.limit;
  let cursor: string | null = null;
  do {
    const { data = [], response } = await ask(pageQuery(Math.min(left, pageMax), cursor));
    cursor = nextCursorOf(response);
    yield data;
    left -= data.length;
  } while (cursor !== null && left > 0);
  if (cursor !== null) tellOfMore(call);
};

const pageQuery = (limit: number, cursor: string | null): PageQuery =>
  cursor === null ? { limit } : { limit, cursor };

const tellOfMore = ({ terminal }: PagedList<unknown>['call']): void => {
  if (terminal.columns !== null)
    terminal.note('moorgate: there are more; --limit or --all shows them\n');
};

/** A list that comes whole, as one page. */
export const onePage = async function* <T>(
  items: Promise<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  yield await items;
};
