/** Devices on record that showed another key. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useRights } from '../../api/self.ts';
import { Moment } from '../../parts/moment.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { KeyHash } from './key-hash.tsx';
import { PagedList, wordColumn } from '../../parts/paged-list.tsx';
import { permitKey, type RefusedKey, useRefusedKeys, useRemedy } from './queries.ts';

const words = en.access.refusedColumns;

const factColumns = [
  wordColumn<RefusedKey>(words.device, ({ uuid }) => (
    <Link href={`/devices/${uuid}`} className="mono">
      {uuid}
    </Link>
  )),
  wordColumn<RefusedKey>(words.key, (refused) => <KeyHash hash={refused['spki-sha256']} />, true),
  wordColumn<RefusedKey>(
    words.tried,
    (refused) => <Moment at={refused['last-presented-at']} />,
    true,
  ),
];

const remedyColumn = (isBusy: boolean, onPermit: (refused: RefusedKey) => void) =>
  wordColumn<RefusedKey>(words.remedy, (refused) => (
    <button
      type="button"
      className="plain"
      aria-disabled={isBusy}
      aria-label={en.access.permitOf(refused.uuid)}
      onClick={() => {
        if (!isBusy) onPermit(refused);
      }}
    >
      {en.access.permit}
    </button>
  ));

/** Each with the button that lets the new key in. */
export const RefusedList = (): ReactNode => {
  const pages = useRefusedKeys();
  const may = useRights();
  const { mutate, error, isPending, isSuccess } = useRemedy(permitKey);
  return (
    <>
      <ProblemNotice error={error} />
      {isSuccess && (
        <p className="notice" role="status">
          {en.access.permitted}
        </p>
      )}
      <PagedList
        label={en.access.kinds.refused}
        pages={pages}
        columns={
          may('devices:create') ? [...factColumns, remedyColumn(isPending, mutate)] : factColumns
        }
        none={{ title: en.access.noneRefused, body: en.access.noneRefusedBody }}
        keyOf={(refused) => `${refused.uuid} ${refused['spki-sha256']}`}
      />
    </>
  );
};
