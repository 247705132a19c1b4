/** The people who log in. */
import { answerOf } from '@moorgate/client';
import { type ReactNode, useId, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { api } from '../../api/api.ts';
import { useRights } from '../../api/self.ts';
import { Moment } from '../../parts/moment.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { PagedList, wordColumn } from '../../parts/paged-list.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { en } from '../../strings/en.ts';
import { SettingsTabs } from '../settings/settings-tabs.tsx';
import { NewUser } from './new-user.tsx';
import { useAdministration, type User, type UserState, useUsers } from './queries.ts';

const words = en.admin.users;
const states = ['active', 'deactivated'] as const satisfies readonly UserState[];

const columns = [
  wordColumn<User>(words.columns.name, (user) =>
    user['deactivated-at'] === null ? (
      <Link href={`/admin/users/${user.username}`}>{user.username}</Link>
    ) : (
      user.username
    ),
  ),
  wordColumn<User>(words.columns.state, (user) => (
    <StateMark state={user['deactivated-at'] === null ? 'active' : 'disabled'} />
  )),
  wordColumn<User>(words.columns.roles, ({ roles }) => roles.join(', '), true),
  wordColumn<User>(words.columns.scopes, ({ scopes }) =>
    scopes.length === 0 ? en.admin.noScopes : en.admin.scopes(scopes.length),
  ),
  wordColumn<User>(words.columns.created, (user) => <Moment at={user['created-at']} />, true),
];

const reactivate = (username: string): Promise<unknown> =>
  answerOf(api.POST('/users/{username}/reactivate', { params: { path: { username } } }));

const remedyColumn = (onReactivate: (username: string) => void) =>
  wordColumn<User>(
    words.columns.remedy,
    (user) =>
      user['deactivated-at'] !== null && (
        <button
          type="button"
          className="plain"
          aria-label={words.reactivateOf(user.username)}
          onClick={() => onReactivate(user.username)}
        >
          {words.reactivate}
        </button>
      ),
  );

const StateFilter = ({
  state,
  onState,
}: {
  readonly state: UserState | null;
  onState(state: string): void;
}): ReactNode => {
  const id = useId();
  return (
    <div className="filters">
      <div className="field">
        <label htmlFor={id}>{words.show}</label>
        <select id={id} value={state ?? ''} onChange={({ target }) => onState(target.value)}>
          <option value="">{words.shown.all}</option>
          {states.map((one) => (
            <option key={one} value={one}>
              {words.shown[one]}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
};

/** Which of them are shown is in the address. */
export const UsersPage = (): ReactNode => {
  const [query, setQuery] = useSearchParams();
  const state = states.find((one) => one === query.get('state')) ?? null;
  const pages = useUsers(state);
  const may = useRights();
  const [isMaking, setMaking] = useState(false);
  const { mutate, error } = useAdministration(reactivate);
  return (
    <>
      <PageHead
        title={en.admin.names.users}
        truth={words.truth}
        actions={
          may('users:create') && (
            <button type="button" onClick={() => setMaking(true)}>
              {words.new}
            </button>
          )
        }
      />
      <SettingsTabs shown="/admin/users" />
      <StateFilter
        state={state}
        onState={(one) => setQuery(one === '' ? {} : { state: one }, { replace: true })}
      />
      <ProblemNotice error={error} />
      <PagedList
        label={en.admin.names.users}
        pages={pages}
        columns={may('users:create') ? [...columns, remedyColumn(mutate)] : columns}
        none={{ title: words.none, body: words.noneBody }}
        keyOf={({ username }) => username}
      />
      {isMaking && <NewUser onClose={() => setMaking(false)} />}
    </>
  );
};
