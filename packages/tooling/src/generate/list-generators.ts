/** Every generator of committed files, by the name that `fix.ts` takes. */
import { errorsGenerator } from './errors-page.ts';
import type { Generator } from './generator.ts';

export const generators: readonly Generator[] = [errorsGenerator];
