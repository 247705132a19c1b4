/** Gives the system what the C library keeps of memory that was freed. */
import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';

const require = createRequire(import.meta.url);

/**
 * Answers what calls malloc_trim(3) of glibc, which takes some ten milliseconds after thousands of connections have closed.
 * By itself glibc gives back only what lies above everything that is in use, and something that was allocated last always
 * is: a process would stay as large as its largest crowd. Null where the C library is another one.
 */
export const openHeapTrim = (): (() => void) | null => {
  try {
    const koffi = require('koffi') as typeof Koffi;
    const trim = koffi.load('libc.so.6').func('int malloc_trim(size_t pad)');
    return () => void trim(0);
  } catch {
    return null;
  }
};
