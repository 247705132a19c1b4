/** Looking for many secrets, in many forms, in many bytes. */
import { formsOf, type Secret, type SecretForm } from './leak-forms.ts';

/** A secret that stands where it must not; it says which one and where, never what. */
export interface Leak {
  readonly label: string;
  readonly form: string;
  readonly place: string;
}

/** Searches for one set of secrets. */
export interface LeakSearch {
  /** Each secret and form that stands in these bytes, once. */
  search(place: string, bytes: Buffer): Leak[];
}

const blockLength = 3;
const blockBits = 18;
/** A number for the three bytes up to `end`; few enough that the table of all of them stays in a processor's cache. */
const blockOf = (bytes: Buffer, end: number): number =>
  (bytes[end - 2]! << 10) ^ (bytes[end - 1]! << 5) ^ bytes[end]!;

interface Table {
  readonly windowLength: number;
  /** How far the window may move on for each block that it can end with; 0: some form may begin here. */
  readonly shifts: Uint8Array;
  readonly byBlock: ReadonlyMap<number, readonly SecretForm[]>;
}

/** The table of Wu and Manber ("A fast algorithm for multi-pattern searching", 1994). */
const createTable = (forms: readonly SecretForm[]): Table => {
  const windowLength = Math.min(255, ...forms.map((form) => form.bytes.length));
  const shifts = new Uint8Array(1 << blockBits).fill(windowLength - blockLength + 1);
  const byBlock = new Map<number, SecretForm[]>();
  for (const form of forms) {
    for (let end = blockLength - 1; end < windowLength; end += 1) {
      const block = blockOf(form.bytes, end);
      shifts[block] = Math.min(shifts[block]!, windowLength - 1 - end);
    }
    const last = blockOf(form.bytes, windowLength - 1);
    byBlock.set(last, [...(byBlock.get(last) ?? []), form]);
  }
  return { windowLength, shifts, byBlock };
};

const standsAt = (bytes: Buffer, at: number, wanted: Buffer): boolean =>
  at + wanted.length <= bytes.length &&
  bytes.compare(wanted, 0, wanted.length, at, at + wanted.length) === 0;

const findForms = ({ windowLength, shifts, byBlock }: Table, bytes: Buffer): Set<SecretForm> => {
  const found = new Set<SecretForm>();
  let end = windowLength - 1;
  while (end < bytes.length) {
    const block = blockOf(bytes, end);
    const shift = shifts[block]!;
    if (shift === 0) {
      for (const form of byBlock.get(block) ?? [])
        if (standsAt(bytes, end - windowLength + 1, form.bytes)) found.add(form);
    }
    end += Math.max(1, shift);
  }
  return found;
};

/** Makes a search for these secrets. Throws for one that is too short to be told from chance, and for none at all. */
export const createLeakSearch = (secrets: readonly Secret[]): LeakSearch => {
  if (secrets.length === 0) throw new Error('there is no secret to search for');
  const table = createTable(secrets.flatMap(formsOf));
  return {
    search: (place, bytes) => {
      const found = findForms(table, bytes);
      return [...found].map(({ label, form }) => ({ label, form, place }));
    },
  };
};
