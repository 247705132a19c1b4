/** What stands in front of an entry and says more of it than its header can: pax records and long names of GNU tar. */
import { forbidden, malformed } from './archive-faults.ts';

/** What was said of the next entry. */
export interface Extension {
  /** In the place of the name in the header; not decoded yet. */
  readonly path?: Buffer;
  readonly sizeBytes?: number;
}

/** Keys that make of an entry something else than a plain file. */
const refusedKeys = /^(linkpath|GNU\.sparse\..*|SCHILY\.realsize|SUN\.holesdata)$/;
const digits = /^\d{1,15}$/;

/** The length of a record in decimal, itself included, and where it ends. */
const lengthOf = (records: Buffer, start: number): number => {
  const blank = records.indexOf(0x20, start);
  const text = blank < 0 || blank - start > 8 ? '' : records.toString('latin1', start, blank);
  const length = /^[1-9]\d*$/.test(text) ? Number(text) : 0;
  const end = start + length;
  if (length < 5 || end > records.length || records[end - 1] !== 0x0a)
    throw malformed('A pax header has a record that does not end where it says.');
  return length;
};

/** The records of a pax header: `length key=value` and a line end each; of equal keys the last one counts. */
const readRecords = (records: Buffer): Map<string, Buffer> => {
  const found = new Map<string, Buffer>();
  for (let start = 0; start < records.length;) {
    const end = start + lengthOf(records, start);
    const keyStart = records.indexOf(0x20, start) + 1;
    const equals = records.indexOf(0x3d, keyStart);
    if (equals < keyStart + 1 || equals >= end)
      throw malformed('A pax header has a record without a key.');
    const key = records.toString('utf8', keyStart, equals);
    found.set(key, records.subarray(equals + 1, end - 1));
    start = end;
  }
  return found;
};

const requireNone = (records: ReadonlyMap<string, Buffer>, keys: RegExp): void => {
  for (const key of records.keys())
    if (keys.test(key)) throw forbidden(key, 'is not accepted in a pax header');
};

/**
 * Reads the pax header of one entry.
 * Faults: archive_malformed; archive_entry_forbidden for sparse files and targets of links.
 */
export const readPaxHeader = (data: Buffer): Extension => {
  const records = readRecords(data);
  requireNone(records, refusedKeys);
  const path = records.get('path');
  const size = records.get('size')?.toString('latin1');
  if (size !== undefined && !digits.test(size))
    throw malformed('A pax header has a size that is no number.');
  return {
    ...(path === undefined ? {} : { path }),
    ...(size === undefined ? {} : { sizeBytes: Number(size) }),
  };
};

/**
 * Passes for a pax header of the whole archive that changes no entry, such as the comment that version control writes.
 * Faults: archive_malformed, archive_entry_forbidden.
 */
export const requireHarmlessGlobal = (data: Buffer): void => {
  const records = readRecords(data);
  requireNone(records, refusedKeys);
  requireNone(records, /^(path|size)$/);
};

/** Reads the name that GNU tar puts in front of an entry whose name is too long for its header. */
export const readLongName = (data: Buffer): Extension => {
  const end = data.indexOf(0);
  return { path: end < 0 ? data : data.subarray(0, end) };
};
