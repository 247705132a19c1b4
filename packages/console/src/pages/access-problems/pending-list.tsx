/** Devices that wait for an operator before they may enrol. */
import type { ReactNode } from 'react';
import { Empty, Loading } from '../../parts/loading.tsx';
import { Moment } from '../../parts/moment.tsx';
import { CodeLink, ProblemNotice } from '../../parts/problem.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { en } from '../../strings/en.ts';
import {
  approve,
  type PendingEnrolment,
  reject,
  usePendingEnrolments,
  useRemedy,
} from './queries.ts';

interface RowProps {
  readonly waiting: PendingEnrolment;
  onApprove(): void;
  onReject(): void;
}

const Row = ({ waiting, onApprove, onReject }: RowProps): ReactNode => (
  <tr>
    <th scope="row" className="mono">
      {waiting.uuid}
    </th>
    <td>
      {en.access.waits} <CodeLink code="enrolment_pending" />
    </td>
    <td className="mono" title={waiting['spki-sha256']}>
      {waiting['spki-sha256'].slice(0, 16)}
    </td>
    <td className="mono">{waiting['remote-address']}</td>
    <td>
      <Moment at={waiting['last-presented-at']} />
    </td>
    <td>
      <div className="actions">
        <button type="button" aria-label={en.access.approveOf(waiting.uuid)} onClick={onApprove}>
          {en.access.approve}
        </button>
        <button
          type="button"
          className="plain"
          aria-label={en.access.rejectOf(waiting.uuid)}
          onClick={onReject}
        >
          {en.access.reject}
        </button>
      </div>
    </td>
  </tr>
);

/** Each with the buttons that decide. */
export const PendingList = (): ReactNode => {
  const { data, error } = usePendingEnrolments();
  const approval = useRemedy(approve);
  const rejection = useRemedy(reject);
  if (data === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} />;
  if (data.length === 0)
    return (
      <Empty title={en.access.nonePending}>
        <p>{en.access.nonePendingBody}</p>
      </Empty>
    );
  return (
    <>
      <ProblemNotice error={approval.error ?? rejection.error} />
      <TableFrame label={en.access.kinds.pending}>
        <table className="pending-table">
          <thead>
            <tr>
              {en.access.pendingColumns.map((words) => (
                <th key={words} scope="col">
                  {words}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.map((waiting) => (
              <Row
                key={`${waiting.uuid} ${waiting['spki-sha256']}`}
                waiting={waiting}
                onApprove={() => approval.mutate(waiting)}
                onReject={() => rejection.mutate(waiting)}
              />
            ))}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
};
