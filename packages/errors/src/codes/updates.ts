/** Updates, and the archives that they are uploaded as. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const updates = {
  update_name_invalid: {
    kind: 'not_found',
    title: 'This can be no tag or no name of an update.',
    remedy:
      'Both begin with a letter or a digit; letters, digits, dots, hyphens and underscores follow, 128 at most.',
  },
  update_not_found: {
    kind: 'not_found',
    title: 'There is no update of this name for this tag.',
    remedy: 'Look at the list of updates; an upload that failed leaves none.',
  },
  update_exists: {
    kind: 'conflict',
    title: 'Update with this name and tag already exists',
    remedy: 'Choose another name; an update is never replaced, since devices may be fetching it.',
  },
  update_in_use: {
    kind: 'conflict',
    title: 'Update has devices assigned and cannot be deleted',
    remedy: 'Assign its devices to another update, or take the assignment away, first.',
  },
  rollout_name_invalid: {
    kind: 'not_found',
    title: 'This can be no name of a rollout.',
    remedy:
      'It begins with a letter or a digit; letters, digits, dots, hyphens and underscores follow, 128 at most.',
  },
  rollout_not_found: {
    kind: 'not_found',
    title: 'Not found rollout',
    remedy: 'Look at the list of rollouts of the update; each update has names of its own.',
  },
  rollout_exists: {
    kind: 'conflict',
    title: 'Rollout with this name already exists',
    remedy: 'Choose another name; a rollout is never replaced. To end one, close it.',
  },
  rollout_in_use: {
    kind: 'conflict',
    title: 'Rollout has devices assigned and cannot be deleted',
    remedy: 'Take the update from its devices, or give them another one, first.',
  },
  update_not_assigned: {
    kind: 'not_found',
    title: 'No update is assigned to the device.',
    remedy: '`GET /devices/{uuid}/update/why` tells why.',
  },
  archive_malformed: {
    kind: 'invalid',
    title: 'The body is no whole tar archive, compressed with gzip or not.',
    remedy:
      '`detail` says where it ends or breaks the format; send one archive, from its first byte to its last.',
  },
  archive_entry_forbidden: {
    kind: 'invalid',
    title: 'The archive contains something other than plain files and folders of its own.',
    remedy:
      '`detail` names the entry. Links, devices and sparse files are refused, and so are paths that are absolute, contain `.` or `..`, or occur twice.',
  },
  archive_too_large: {
    kind: 'too_large',
    title: 'The archive unpacks to more than is accepted.',
    remedy:
      '`detail` names the limit: of bytes, of entries, or of how much smaller the compressed form may be. The operator sets all of them.',
  },
  update_content_invalid: {
    kind: 'invalid',
    title: 'The archive holds no update that could be delivered.',
    remedy:
      'It needs `ostree_repo/` with a branch, `apps/`, or both; `detail` says what is missing or wrong. What is not found in it can be given in the query.',
  },
} as const satisfies Record<string, CatalogueEntry>;
