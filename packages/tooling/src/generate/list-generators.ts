/** Every generator of committed files, by the name that `fix.ts` takes. */
import type { Generator } from './generator.ts';

export const generators: readonly Generator[] = [];
