/** Tests that devices report, and actions that operators start on them. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const deviceTests = {
  test_not_found: {
    kind: 'not_found',
    title: 'Test not found',
    remedy:
      'The list of tests of the device names them; of each device those that began last are kept, as many as the operator sets.',
  },
  artifact_not_found: {
    kind: 'not_found',
    title: 'The test has no artifact of this name.',
    remedy: 'The test names its artifacts; an upload that broke off leaves none.',
  },
  artifact_name_invalid: {
    kind: 'invalid',
    title: 'This can be no name of an artifact.',
    remedy:
      'A name is one segment of a path of at most 255 bytes, without slashes, backslashes and control characters.',
  },
  artifacts_exhausted: {
    kind: 'too_large',
    title: 'The device has no room for this artifact.',
    remedy:
      '`detail` names the limit: of artifacts of a test, or of their bytes together. The operator sets both; artifacts of older tests go when newer tests begin.',
  },
  action_not_offered: {
    kind: 'conflict',
    title: 'The device does not offer this action.',
    remedy:
      'A device names the actions that it can be asked for; the list of actions shows them. One that names none does not know of remote actions, or has not connected yet.',
  },
} as const satisfies Record<string, CatalogueEntry>;
