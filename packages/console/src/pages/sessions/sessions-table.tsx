/** Sessions, each with where it began and with what. */
import type { ReactNode } from 'react';
import { DataTable } from '../../parts/data-table.tsx';
import { Moment, relativeWords } from '../../parts/moment.tsx';
import { useNow } from '../../parts/now.ts';
import { en } from '../../strings/en.ts';
import type { OpenSession } from './queries.ts';

const words = en.self.sessions;

interface SessionRowProps {
  readonly session: OpenSession;
  onEnd(id: string): void;
}

const EndButton = ({ session, onEnd }: SessionRowProps): ReactNode => {
  const now = useNow();
  const when = relativeWords(Math.min(session['created-at'] - now, 0));
  return (
    <button
      type="button"
      className="plain"
      aria-label={words.endOf(session.address ?? words.unknown, when)}
      onClick={() => onEnd(session.id)}
    >
      {words.end}
    </button>
  );
};

const Row = (props: SessionRowProps): ReactNode => {
  const { session } = props;
  return (
    <tr>
      <th scope="row" className="mono">
        {session.address ?? words.unknown}
      </th>
      <td className="wrapping small">{session['user-agent'] ?? words.unknown}</td>
      <td>
        <Moment at={session['last-used-at']} />
      </td>
      <td>
        <Moment at={session['created-at']} />
      </td>
      <td>
        <Moment at={session['expires-at']} />
      </td>
      <td>{session.current ? <strong>{words.current}</strong> : <EndButton {...props} />}</td>
    </tr>
  );
};

/** Each can be ended but the one that shows them. */
export const SessionsTable = ({
  sessions,
  onEnd,
}: {
  readonly sessions: readonly OpenSession[];
  onEnd(id: string): void;
}): ReactNode => (
  <DataTable label={words.title} columns={words.columns} className="sessions-table">
    {sessions.map((session) => (
      <Row key={session.id} session={session} onEnd={onEnd} />
    ))}
  </DataTable>
);
