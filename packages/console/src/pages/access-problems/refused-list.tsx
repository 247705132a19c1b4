/** Devices on record that showed another key. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Empty, Loading } from '../../parts/loading.tsx';
import { Moment } from '../../parts/moment.tsx';
import { CodeLink, ProblemNotice } from '../../parts/problem.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { en } from '../../strings/en.ts';
import { permitKey, type RefusedKey, useRefusedKeys, useRemedy } from './queries.ts';

interface RowProps {
  readonly refused: RefusedKey;
  readonly isBusy: boolean;
  onPermit(): void;
}

const Row = ({ refused, isBusy, onPermit }: RowProps): ReactNode => (
  <tr>
    <td>
      <Link href={`/devices/${refused.uuid}`} className="mono">
        {refused.uuid}
      </Link>
    </td>
    <td>
      <StateMark state="refused" />
    </td>
    <td>
      {en.access.otherKey} <CodeLink code="device_key_mismatch" />
    </td>
    <td className="mono" title={refused['spki-sha256']}>
      {refused['spki-sha256'].slice(0, 16)}
    </td>
    <td>
      <Moment at={refused['last-presented-at']} />
    </td>
    <td>
      <button
        type="button"
        className="plain"
        disabled={isBusy}
        aria-label={en.access.permitOf(refused.uuid)}
        onClick={onPermit}
      >
        {en.access.permit}
      </button>
    </td>
  </tr>
);

/** Each with the button that lets the new key in. */
export const RefusedList = (): ReactNode => {
  const { data, error } = useRefusedKeys();
  const remedy = useRemedy(permitKey);
  if (data === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} />;
  if (data.length === 0)
    return (
      <Empty title={en.access.noneRefused}>
        <p>{en.access.noneRefusedBody}</p>
      </Empty>
    );
  return (
    <>
      <ProblemNotice error={remedy.error} />
      {remedy.isSuccess && (
        <p className="notice" role="status">
          {en.access.permitted}
        </p>
      )}
      <TableFrame label={en.access.kinds.refused}>
        <table className="refused-table">
          <thead>
            <tr>
              {en.access.refusedColumns.map((words) => (
                <th key={words} scope="col">
                  {words}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.map((refused) => (
              <Row
                key={`${refused.uuid} ${refused['spki-sha256']}`}
                refused={refused}
                isBusy={remedy.isPending}
                onPermit={() => remedy.mutate(refused)}
              />
            ))}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
};
