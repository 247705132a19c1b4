/** The users that are programs. */
import { answerOf, type components } from '@moorgate/client';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/api.ts';
import { useRights, useSelf } from '../../api/self.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Moment } from '../../parts/moment.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { PagedList, wordColumn } from '../../parts/paged-list.tsx';
import { usePages } from '../../parts/pages.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { en } from '../../strings/en.ts';
import { ScopeList } from '../settings/scope-list.tsx';
import { SettingsTabs } from '../settings/settings-tabs.tsx';
import { NewToken } from '../tokens/new-token.tsx';
import { useAdministration } from '../users/queries.ts';
import { NewAccount } from './new-account.tsx';

type ServiceAccount = components['schemas']['ServiceAccount'];

const words = en.admin.accounts;

const deleteAccount = (name: string): Promise<unknown> =>
  answerOf(api.DELETE('/service-accounts/{name}', { params: { path: { name } } }));

const columns = [
  wordColumn<ServiceAccount>(words.columns.name, ({ name }) => <strong>{name}</strong>),
  wordColumn<ServiceAccount>(words.columns.owner, ({ owner }) => owner, true),
  wordColumn<ServiceAccount>(words.columns.state, ({ usable }) => (
    <StateMark state={usable ? 'active' : 'disabled'} />
  )),
  wordColumn<ServiceAccount>(
    words.columns.rights,
    ({ scopes, roles }) => <ScopeList names={[...roles, ...scopes]} />,
    true,
  ),
  wordColumn<ServiceAccount>(
    words.columns.created,
    (account) => <Moment at={account['created-at']} />,
    true,
  ),
];

interface Asked {
  readonly what: 'make' | 'token' | 'delete';
  readonly name: string;
}

interface RowActionsProps {
  readonly account: ServiceAccount;
  ask(asked: Asked): void;
}

/** A token is made by whoever answers for the account. */
const RowActions = ({ account: { name, owner }, ask }: RowActionsProps): ReactNode => {
  const { username } = useSelf().data;
  const may = useRights();
  return (
    <div className="actions">
      {owner === username && may('tokens:create') && (
        <button
          type="button"
          className="plain"
          aria-label={words.tokenOf(name)}
          onClick={() => ask({ what: 'token', name })}
        >
          {words.token}
        </button>
      )}
      {(owner === username || may('users:delete')) && (
        <button
          type="button"
          className="plain"
          aria-label={words.deleteOf(name)}
          onClick={() => ask({ what: 'delete', name })}
        >
          {words.delete}
        </button>
      )}
    </div>
  );
};

const DeleteDialog = ({ name, onClose }: { readonly name: string; onClose(): void }): ReactNode => {
  const { mutate, error, isPending } = useAdministration(deleteAccount);
  return (
    <ConfirmDialog
      title={words.deleteOf(name)}
      confirm={words.delete}
      isHarm
      isPending={isPending}
      error={error}
      onConfirm={() => mutate(name, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{words.deleteBody}</p>
    </ConfirmDialog>
  );
};

const Opened = ({ asked, onClose }: { readonly asked: Asked | null; onClose(): void }) => {
  if (asked === null) return null;
  if (asked.what === 'make') return <NewAccount onClose={onClose} />;
  if (asked.what === 'token') return <NewToken account={asked.name} onClose={onClose} />;
  return <DeleteDialog name={asked.name} onClose={onClose} />;
};

/** Each with who answers for it. */
export const ServiceAccountsPage = (): ReactNode => {
  const may = useRights();
  const [asked, setAsked] = useState<Asked | null>(null);
  const pages = usePages<ServiceAccount>(['service-accounts'], ({ query, signal }) =>
    api.GET('/service-accounts', { params: { query }, signal }),
  );
  const remedy = wordColumn<ServiceAccount>(words.columns.remedy, (account) => (
    <RowActions account={account} ask={setAsked} />
  ));
  return (
    <>
      <PageHead
        title={en.admin.names['service-accounts']}
        truth={words.truth}
        actions={
          may('users:create') && (
            <button type="button" onClick={() => setAsked({ what: 'make', name: '' })}>
              {words.new}
            </button>
          )
        }
      />
      <SettingsTabs shown="/admin/service-accounts" />
      <PagedList
        label={en.admin.names['service-accounts']}
        pages={pages}
        columns={[...columns, remedy]}
        none={{ title: words.none, body: words.noneBody }}
        keyOf={({ name }) => name}
      />
      <Opened asked={asked} onClose={() => setAsked(null)} />
    </>
  );
};
