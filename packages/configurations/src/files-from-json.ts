/** Sets of files as `dg-satellite` writes them: an object of names to `Value`, `Unencrypted` and `OnChanged`. */
import type { ConfigurationFiles } from '@moorgate/db';

type File = ConfigurationFiles[string];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const fileFrom = (value: unknown): File | null => {
  if (!isRecord(value)) return null;
  const { Value: text, Unencrypted: isUnencrypted = false, OnChanged: handler } = value;
  const onChanged = handler ?? [];
  if (typeof text !== 'string' || typeof isUnencrypted !== 'boolean' || !isTexts(onChanged))
    return null;
  return { value: text, isUnencrypted, onChanged };
};

const parse = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
};

/** The files of such a text; null where it is none. `null` stands for no files. */
export const filesFromJson = (bytes: Buffer): ConfigurationFiles | null => {
  const value = parse(bytes);
  if (value === null) return {};
  if (!isRecord(value) || Object.hasOwn(value, '__proto__')) return null;
  const files: Record<string, File> = {};
  for (const [name, entry] of Object.entries(value)) {
    const file = fileFrom(entry);
    if (file === null || name === '') return null;
    files[name] = file;
  }
  return files;
};
