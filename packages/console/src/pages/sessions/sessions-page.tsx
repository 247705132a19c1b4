/** One’s own sessions. */
import { type ReactNode, useState } from 'react';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Loading } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { Said } from '../../parts/said.tsx';
import { en } from '../../strings/en.ts';
import { SettingsTabs } from '../settings/settings-tabs.tsx';
import { type OpenSession, useOwnSessions, useSessionEnds } from './queries.ts';
import { SessionsTable } from './sessions-table.tsx';

const words = en.self.sessions;

const Found = ({ sessions }: { readonly sessions: readonly OpenSession[] }): ReactNode => {
  const [isAsking, setAsking] = useState(false);
  const ends = useSessionEnds();
  const others = sessions.filter(({ current }) => !current).map(({ id }) => id);
  return (
    <>
      {ends.data !== undefined && (
        <Said key={ends.submittedAt}>
          {ends.data === 1 ? words.ended : words.othersEnded(ends.data)}
        </Said>
      )}
      {!isAsking && <ProblemNotice error={ends.error} />}
      {others.length > 1 && (
        <div className="actions list-actions">
          <button type="button" className="plain" onClick={() => setAsking(true)}>
            {words.endOthers}
          </button>
        </div>
      )}
      <SessionsTable sessions={sessions} onEnd={(id) => ends.mutate([id])} />
      {isAsking && (
        <ConfirmDialog
          title={words.endOthers}
          confirm={words.endOthers}
          isHarm
          isPending={ends.isPending}
          error={ends.error}
          onConfirm={() => ends.mutate(others, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <p>{words.endOthersBody}</p>
        </ConfirmDialog>
      )}
    </>
  );
};

/** The one that shows them is not ended here: that is logging out. */
export const SessionsPage = (): ReactNode => {
  const { items, error } = useOwnSessions();
  return (
    <>
      <PageHead title={words.title} truth={words.truth} />
      <SettingsTabs shown="/settings/sessions" />
      {items === undefined && (error === null ? <Loading /> : <ProblemNotice error={error} />)}
      {items !== undefined && <Found sessions={items} />}
    </>
  );
};
