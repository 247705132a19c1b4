/** What no value of a request may hold, whatever its schema says: text that PostgreSQL cannot store, and traps. */
import type { Issue } from '@moorgate/errors';

/** How deep a body may nest; every schema is shallower, and recursive readers stay far from the end of their stack. */
const depthMax = 64;

/** A step of a JSON pointer, escaped (RFC 6901, section 3). */
export const pointerStep = (name: string | number): string =>
  `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Says what makes a text unfit for storage, or null: U+0000 (PostgreSQL has none) or a surrogate without its other half. */
const textFault = (text: string): string | null => {
  if (text.includes('\u0000')) return 'must not contain U+0000';
  return text.isWellFormed() ? null : 'must be well-formed Unicode';
};

const nameFault = (name: string): string | null =>
  name === '__proto__' ? 'must not have a field named __proto__' : textFault(name);

interface Visit {
  readonly value: unknown;
  readonly pointer: string;
  readonly depth: number;
}

const childrenOf = ({ value, pointer, depth }: Visit): Visit[] =>
  Array.isArray(value)
    ? value.map((item: unknown, index) => ({
        value: item,
        pointer: pointer + pointerStep(index),
        depth: depth + 1,
      }))
    : Object.entries(value as object).map(([name, item]) => ({
        value: item as unknown,
        pointer: pointer + pointerStep(name),
        depth: depth + 1,
      }));

const visitFault = ({ value, depth }: Visit): string | null => {
  if (typeof value === 'string') return textFault(value);
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= depthMax) return `must not nest deeper than ${String(depthMax)} levels`;
  if (Array.isArray(value)) return null;
  return (
    Object.keys(value)
      .map(nameFault)
      .find((found) => found !== null) ?? null
  );
};

/**
 * The first thing in a parsed value that is refused everywhere: U+0000 or a lone surrogate in a text or a name, a field
 * named `__proto__`, or nesting beyond 64 levels. Null when there is none. Walks without recursion.
 */
export const findUnfitText = (root: unknown, pointer: string): Issue | null => {
  const open: Visit[] = [{ value: root, pointer, depth: 0 }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const message = visitFault(visit);
    if (message !== null) return { pointer: visit.pointer, message };
    if (typeof visit.value === 'object' && visit.value !== null) open.push(...childrenOf(visit));
  }
  return null;
};
