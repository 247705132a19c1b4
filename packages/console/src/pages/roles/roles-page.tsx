/** The roles. */
import { answerOf } from '@moorgate/client';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/api.ts';
import { useRights } from '../../api/self.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Moment } from '../../parts/moment.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { PagedList, wordColumn } from '../../parts/paged-list.tsx';
import { en } from '../../strings/en.ts';
import { ScopeList } from '../settings/scope-list.tsx';
import { SettingsTabs } from '../settings/settings-tabs.tsx';
import { type Role, useAdministration, useRoles } from '../users/queries.ts';
import { RoleDialog } from './role-dialog.tsx';

const words = en.admin.roles;

const deleteRole = (name: string): Promise<unknown> =>
  answerOf(api.DELETE('/roles/{name}', { params: { path: { name } } }));

const columns = [
  wordColumn<Role>(words.columns.name, ({ name, description }) => (
    <>
      <strong>{name}</strong>
      <div className="small quiet-text wrapping">{description}</div>
    </>
  )),
  wordColumn<Role>(words.columns.scopes, ({ scopes }) => <ScopeList names={scopes} />),
  wordColumn<Role>(
    words.columns.groups,
    ({ groups }) => (groups === null ? words.everyDevice : groups.join(', ')),
    true,
  ),
  wordColumn<Role>(words.columns.changed, (role) => <Moment at={role['changed-at']} />, true),
];

type Asked = { readonly what: 'make' } | { readonly what: 'edit' | 'delete'; readonly role: Role };

const remedyColumn = (ask: (asked: Asked) => void) =>
  wordColumn<Role>(words.columns.remedy, (role) => (
    <div className="actions">
      <button
        type="button"
        className="plain"
        aria-label={words.editOf(role.name)}
        onClick={() => ask({ what: 'edit', role })}
      >
        {words.edit}
      </button>
      <button
        type="button"
        className="plain"
        aria-label={words.deleteOf(role.name)}
        onClick={() => ask({ what: 'delete', role })}
      >
        {words.delete}
      </button>
    </div>
  ));

const DeleteDialog = ({ role, onClose }: { readonly role: Role; onClose(): void }): ReactNode => {
  const { mutate, error, isPending } = useAdministration(deleteRole);
  return (
    <ConfirmDialog
      title={words.deleteOf(role.name)}
      confirm={words.deleteConfirm}
      isHarm
      isPending={isPending}
      error={error}
      onConfirm={() => mutate(role.name, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{words.deleteBody}</p>
    </ConfirmDialog>
  );
};

const Opened = ({ asked, onClose }: { readonly asked: Asked | null; onClose(): void }) => {
  if (asked === null) return null;
  if (asked.what === 'delete') return <DeleteDialog role={asked.role} onClose={onClose} />;
  return <RoleDialog role={asked.what === 'edit' ? asked.role : null} onClose={onClose} />;
};

/** To be changed by whoever may. */
export const RolesPage = (): ReactNode => {
  const pages = useRoles();
  const may = useRights();
  const [asked, setAsked] = useState<Asked | null>(null);
  const canChange = may('users:read-update');
  return (
    <>
      <PageHead
        title={en.admin.names.roles}
        truth={words.truth}
        actions={
          canChange && (
            <button type="button" onClick={() => setAsked({ what: 'make' })}>
              {words.new}
            </button>
          )
        }
      />
      <SettingsTabs shown="/admin/roles" />
      <PagedList
        label={en.admin.names.roles}
        pages={pages}
        columns={canChange ? [...columns, remedyColumn(setAsked)] : columns}
        none={{ title: words.none, body: words.noneBody }}
        keyOf={({ name }) => name}
      />
      <Opened asked={asked} onClose={() => setAsked(null)} />
    </>
  );
};
