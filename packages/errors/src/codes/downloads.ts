/** What devices fetch of the update that they are assigned to. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const downloads = {
  update_file_not_found: {
    kind: 'not_found',
    title: 'The update of this device has no such file.',
    remedy:
      'A device gets the files of the update that is assigned to it, by their exact paths. Agents ask for some that need not be there.',
  },
  too_many_downloads: {
    kind: 'unavailable',
    title: 'This gateway sends as many files as it may.',
    remedy: 'Try again after `Retry-After`. If it lasts, add workers or gateways.',
  },
  registry_not_served: {
    kind: 'not_found',
    title: 'This gateway serves no apps.',
    remedy:
      'It needs the folder of keys that the gateways of an installation share (`MOORGATE_GATEWAY_KEYS_DIR`), and a certificate with a name or an address of its own (`MOORGATE_GATEWAY_URL`).',
  },
  registry_token_invalid: {
    kind: 'unauthenticated',
    title:
      'The token for the registry is missing, has ended, or belongs to a device that may not connect.',
    remedy:
      'Ask for another one at `/app-proxy-url`. A token lasts an hour and ends with the denial of its device or with the key of that device.',
  },
} as const satisfies Record<string, CatalogueEntry>;
