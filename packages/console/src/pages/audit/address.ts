/** What is searched for in the audit, as the address has it. */
import { useSearchParams } from 'wouter';

/** The conditions that are whole texts. */
export const textFilters = ['actor', 'action', 'target-id', 'address'] as const;
/** One of them. */
export type TextFilter = (typeof textFilters)[number];
/** The days that are meant, the first and the last, each in full where one is. */
export const dayFilters = ['from', 'to'] as const;
/** One of them. */
export type DayFilter = (typeof dayFilters)[number];

/** Every condition; empty for one that is not made. */
export type AuditSearch = Readonly<Record<TextFilter | DayFilter, string>>;

const searchOf = (query: URLSearchParams): AuditSearch =>
  Object.fromEntries(
    [...textFilters, ...dayFilters].map((name) => [name, query.get(name) ?? '']),
  ) as AuditSearch;

const made = (search: AuditSearch): [string, string][] =>
  Object.entries(search).filter(([, value]) => value !== '');

/** The search, and what replaces it: in the place of the address, so that going back leaves the list. */
export const useAuditSearch = (): readonly [AuditSearch, (search: AuditSearch) => void] => {
  const [query, setQuery] = useSearchParams();
  return [
    searchOf(query),
    (search) => setQuery(new URLSearchParams(made(search)), { replace: true }),
  ];
};

const daySeconds = 86_400;

/** The second with which a day begins where whoever looks is; undefined for none. */
const secondOf = (day: string): number | undefined => {
  const ms = new Date(`${day}T00:00:00`).getTime();
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1_000);
};

/** As the API takes it. */
type AuditQuery = Partial<Record<TextFilter, string> & Record<DayFilter, number>>;

/** The search as the API takes it: the last day is meant to its end. */
export const queryOf = ({ from, to, ...texts }: AuditSearch): AuditQuery => {
  const [first, last] = [secondOf(from), secondOf(to)];
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== '')),
    ...(first !== undefined && { from: first }),
    ...(last !== undefined && { to: last + daySeconds }),
  };
};
