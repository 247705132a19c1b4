/** Metadata of The Update Framework: what devices trust, and what says which update is theirs. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const metadata = {
  metadata_invalid: {
    kind: 'invalid',
    title: 'The metadata or a key of it is not what a device would accept.',
    remedy:
      '`detail` says what is wrong: a form, a signature, or a file that another one is not about.',
  },
  metadata_unsignable: {
    kind: 'invalid',
    title: 'The metadata contains what agents would sign in different ways.',
    remedy:
      'Names, tags, hardware ids and apps are printable ASCII, numbers are whole; `detail` shows what is not.',
  },
  metadata_not_found: {
    kind: 'not_found',
    title: 'There is no such metadata.',
    remedy:
      'A device gets it while an update is assigned to it whose tag it asks for; roots are numbered from 1 without a gap.',
  },
  metadata_not_acceptable: {
    kind: 'conflict',
    title: 'A device would refuse the metadata of the update.',
    remedy:
      '`detail` says which device, and whether it would see an older version or roots that it does not know. Upload the update with metadata of the roots that the device has and of higher versions, or have it signed here.',
  },
  target_not_found: {
    kind: 'not_found',
    title: 'There is no such target.',
    remedy: 'The list of targets has the names; one that was pruned is gone.',
  },
  target_exists: {
    kind: 'conflict',
    title: 'There is a target of this name.',
    remedy:
      'A target is never replaced by adding one: somebody else took the version first. Ask for the latest build again, and add targets of the next version.',
  },
  target_version_ahead: {
    kind: 'conflict',
    title: 'The version of a target is above the number of the next build.',
    remedy:
      'The version of a target is the number of a build: that of the change that adds it, or one that was reserved before (`external-builds/`).',
  },
  targets_full: {
    kind: 'conflict',
    title: 'The factory has as many targets as are kept.',
    remedy: 'Prune targets that nobody needs any more; devices that run one go on.',
  },
  target_content_missing: {
    kind: 'not_found',
    title: 'Something that the target is made of is not in the registry of this installation.',
    remedy:
      '`detail` says what. Push it, under the name of the factory, and try again; images of other registries are pushed here first.',
  },
  not_offered: {
    kind: 'not_implemented',
    title: 'This is not offered here.',
    remedy: '`detail` says why, and what takes its place.',
  },
  signing_keys_missing: {
    kind: 'conflict',
    title: 'The factory has no keys to sign metadata with.',
    remedy: 'Make them with `moorgate tuf init`, or take over others with `moorgate tuf import`.',
  },
  signing_keys_exist: {
    kind: 'conflict',
    title: 'The factory has keys and roots already.',
    remedy:
      'Devices may trust them, so they are replaced by a root that follows: `moorgate tuf rotate-root`. Those of another installation are taken over before anything is signed here.',
  },
} as const satisfies Record<string, CatalogueEntry>;
