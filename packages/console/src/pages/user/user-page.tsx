/** One user: what they may do, where they are logged in, and their account. */
import { type ReactNode, useState } from 'react';
import { Link, Redirect } from 'wouter';
import { codeOf } from '../../api/api.ts';
import { Loading } from '../../parts/loading.tsx';
import { Moment } from '../../parts/moment.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { Said } from '../../parts/said.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { en } from '../../strings/en.ts';
import { type User, useUser } from '../users/queries.ts';
import { AccountActions } from './account-actions.tsx';
import { Rights } from './rights.tsx';
import { UserSessions } from './user-sessions.tsx';

const words = en.admin.users;

const names = ['roles', 'scopes', 'sessions'] as const;
type PartName = (typeof names)[number];

const Gone = (): ReactNode => (
  <>
    <PageHead title={words.gone} truth={words.goneBody} />
    <Link href="/admin/users?state=deactivated" className="button">
      {words.toList}
    </Link>
  </>
);

const Part = ({ part, username }: { readonly part: PartName; readonly username: string }) =>
  part === 'sessions' ? (
    <UserSessions username={username} />
  ) : (
    <>
      {part === 'roles' && <p className="hint">{words.provider}</p>}
      <Rights key={`${username} ${part}`} kind={part} username={username} />
    </>
  );

const Found = ({ user, part }: { readonly user: User; readonly part: PartName }): ReactNode => {
  const [times, setTimes] = useState(0);
  const { username } = user;
  const pathOf = (name: PartName): string => `/admin/users/${username}/${name}`;
  return (
    <>
      <PageHead
        title={username}
        truth={
          <>
            {words.inUse} <Moment at={user['created-at']} />.
          </>
        }
        actions={<AccountActions username={username} onPasswordSet={() => setTimes(times + 1)} />}
      />
      {times > 0 && <Said key={times}>{words.resetDone(username)}</Said>}
      <Tabs
        label={words.parts}
        tabs={names.map((name) => ({ path: pathOf(name), word: words.rights[name] }))}
        shown={pathOf(part)}
      />
      <Part part={part} username={username} />
    </>
  );
};

/** With the way to the others where there is none of that name. */
export const UserPage = ({
  params,
}: {
  readonly params: Readonly<Record<string, string | undefined>>;
}): ReactNode => {
  const username = params['username'] ?? '';
  const { data, error } = useUser(username);
  const part = names.find((name) => name === (params['tab'] ?? 'roles'));
  if (part === undefined) return <Redirect to={`/admin/users/${username}`} replace />;
  if (codeOf(error) === 'user_not_found' || codeOf(error) === 'invalid_request') return <Gone />;
  if (data !== undefined) return <Found key={username} user={data} part={part} />;
  return error === null ? <Loading /> : <ProblemNotice error={error} />;
};
