/** Where a user is logged in. */
import { answerOf } from '@moorgate/client';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/api.ts';
import { useRights } from '../../api/self.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, Loading } from '../../parts/loading.tsx';
import { Moment } from '../../parts/moment.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { type OpenSession, useSessionEnds, useSessionsOf } from '../sessions/queries.ts';
import { SessionsTable } from '../sessions/sessions-table.tsx';
import { useAdministration } from '../users/queries.ts';

const words = en.admin.users;

const endAll = (username: string): Promise<unknown> =>
  answerOf(api.DELETE('/users/{username}/sessions', { params: { path: { username } } }));

const EndAllDialog = ({
  username,
  onClose,
}: {
  readonly username: string;
  onClose(): void;
}): ReactNode => {
  const { mutate, error, isPending } = useAdministration(endAll);
  return (
    <ConfirmDialog
      title={words.endSessionsTitle(username)}
      confirm={words.endSessions}
      isHarm
      isPending={isPending}
      error={error}
      onConfirm={() => mutate(username, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{words.endSessionsBody}</p>
    </ConfirmDialog>
  );
};

const Seen = ({ sessions }: { readonly sessions: readonly OpenSession[] }): ReactNode => (
  <DataTable label={en.self.sessions.title} columns={en.self.sessions.columns.slice(0, 3)}>
    {sessions.map((session) => (
      <tr key={session.id}>
        <th scope="row">{session.address ?? en.self.sessions.unknown}</th>
        <td>{session['user-agent'] ?? en.self.sessions.unknown}</td>
        <td>
          <Moment at={session['last-used-at']} />
        </td>
      </tr>
    ))}
  </DataTable>
);

/** Ended one by one, or all at once, by whoever may. */
export const UserSessions = ({ username }: { readonly username: string }): ReactNode => {
  const { items, error } = useSessionsOf(username);
  const may = useRights();
  const ends = useSessionEnds();
  const [isAsking, setAsking] = useState(false);
  if (items === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} />;
  if (items.length === 0)
    return (
      <Empty title={words.noSessions}>
        <p>{words.noSessionsBody}</p>
      </Empty>
    );
  if (!may('users:read-update')) return <Seen sessions={items} />;
  return (
    <>
      <div className="actions list-actions">
        <button type="button" className="plain" onClick={() => setAsking(true)}>
          {words.endSessions}
        </button>
      </div>
      <ProblemNotice error={ends.error} />
      <SessionsTable sessions={items} onEnd={(id) => ends.mutate([id])} />
      {isAsking && <EndAllDialog username={username} onClose={() => setAsking(false)} />}
    </>
  );
};
