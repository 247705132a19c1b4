/** Devices that wait for an operator before they may enrol. */
import { type ReactNode, useState } from 'react';
import { useRights } from '../../api/self.ts';
import { Moment } from '../../parts/moment.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { Said } from '../../parts/said.tsx';
import { en } from '../../strings/en.ts';
import { KeyHash } from './key-hash.tsx';
import { PagedList, wordColumn } from '../../parts/paged-list.tsx';
import {
  approve,
  type PendingEnrolment,
  reject,
  usePendingEnrolments,
  useRemedy,
} from './queries.ts';

const words = en.access.pendingColumns;

const factColumns = [
  wordColumn<PendingEnrolment>(words.device, ({ uuid }) => <span className="mono">{uuid}</span>),
  wordColumn<PendingEnrolment>(
    words.key,
    (waiting) => <KeyHash hash={waiting['spki-sha256']} />,
    true,
  ),
  wordColumn<PendingEnrolment>(
    words.from,
    (waiting) => <span className="mono">{waiting['remote-address']}</span>,
    true,
  ),
  wordColumn<PendingEnrolment>(
    words.tried,
    (waiting) => <Moment at={waiting['last-presented-at']} />,
    true,
  ),
];

interface Decisions {
  onApprove(waiting: PendingEnrolment): void;
  onReject(waiting: PendingEnrolment): void;
}

const decisionColumn = ({ onApprove, onReject }: Decisions) =>
  wordColumn<PendingEnrolment>(words.decision, (waiting) => (
    <div className="actions">
      <button
        type="button"
        aria-label={en.access.approveOf(waiting.uuid)}
        onClick={() => onApprove(waiting)}
      >
        {en.access.approve}
      </button>
      <button
        type="button"
        className="plain"
        aria-label={en.access.rejectOf(waiting.uuid)}
        onClick={() => onReject(waiting)}
      >
        {en.access.reject}
      </button>
    </div>
  ));

/** Each with the buttons that decide. */
export const PendingList = (): ReactNode => {
  const pages = usePendingEnrolments();
  const may = useRights();
  const approval = useRemedy(approve);
  const rejection = useRemedy(reject);
  const [said, setSaid] = useState<string | null>(null);
  const decisions: Decisions = {
    onApprove: (waiting) =>
      approval.mutate(waiting, { onSuccess: () => setSaid(en.access.approved(waiting.uuid)) }),
    onReject: (waiting) =>
      rejection.mutate(waiting, { onSuccess: () => setSaid(en.access.rejected(waiting.uuid)) }),
  };
  return (
    <>
      <ProblemNotice error={approval.error ?? rejection.error} />
      {said !== null && <Said key={said}>{said}</Said>}
      <PagedList
        label={en.access.kinds.pending}
        pages={pages}
        columns={may('devices:create') ? [...factColumns, decisionColumn(decisions)] : factColumns}
        none={{ title: en.access.nonePending, body: en.access.nonePendingBody }}
        keyOf={(waiting) => `${waiting.uuid} ${waiting['spki-sha256']}`}
      />
    </>
  );
};
