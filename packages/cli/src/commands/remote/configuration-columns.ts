/** How configurations look in tables. */
import type { components } from '@moorgate/client';
import type { Column } from '../../output/output.ts';
import type { Configuration } from './configuration-layers.ts';

type Files = NonNullable<Configuration['Files']>;
type Effective = components['schemas']['EffectiveConfiguration'];

/** A file with its name. */
export type NamedFile = Files[string] & {
  readonly name: string;
  readonly From?: readonly string[];
};

/** The files of a configuration by their names, sorted. */
export const namedFiles = (files: Files | Effective['Files'] = {}): NamedFile[] =>
  Object.entries(files)
    .map(([name, file]) => ({ ...file, name }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));

/** What is encrypted to a device tells nobody else anything. */
const valueOf = ({ Value, Unencrypted }: NamedFile): string =>
  Unencrypted === true ? Value : '(encrypted)';

/** The columns of the files of a layer. */
export const fileColumns: readonly Column<NamedFile>[] = [
  { title: 'file', isWhole: true, of: ({ name }) => name },
  { title: 'value', of: valueOf },
  { title: 'on change', of: ({ OnChanged = [] }) => OnChanged.join(' ') },
];

/** Those of what a device is given, with the layers that each file comes from. */
export const effectiveColumns: readonly Column<NamedFile>[] = [
  ...fileColumns,
  { title: 'from', of: ({ From = [] }) => From.join(', ') },
];

/** The columns of a history. */
export const revisionColumns: readonly Column<Configuration>[] = [
  { title: 'revision', of: ({ Revision }) => String(Revision) },
  { title: 'created', of: ({ CreatedAt }, showDate) => showDate(CreatedAt) },
  { title: 'by', of: ({ CreatedBy }) => CreatedBy },
  { title: 'reason', of: ({ Reason = '' }) => Reason },
  { title: 'files', of: ({ Files = {} }) => Object.keys(Files).sort().join(', ') },
];
