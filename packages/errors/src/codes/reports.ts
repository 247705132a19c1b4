/** What devices report. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const reports = {
  device_update_not_found: {
    kind: 'not_found',
    title: 'The device has reported no event of this update.',
    remedy: 'The list of its updates has the ids; those of the newest 20 are kept.',
  },
} as const satisfies Record<string, CatalogueEntry>;
