/** A role: its name, what it gives, and for which devices. */
import { answerOf } from '@moorgate/client';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/api.ts';
import { useSelf } from '../../api/self.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { TextField } from '../../parts/field.tsx';
import { issuesAt } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { givenBy, useScopes } from '../tokens/queries.ts';
import { ScopeChoice } from '../tokens/scope-choice.tsx';
import { type Role, useAdministration } from '../users/queries.ts';

const words = en.admin.roles;

interface TypedRole {
  readonly name: string;
  readonly description: string;
  readonly groups: string;
  readonly scopes: readonly string[];
}

const emptyRole: TypedRole = { name: '', description: '', groups: '', scopes: [] };

const typedOf = (role: Role): TypedRole => ({
  ...{ name: role.name, description: role.description, scopes: role.scopes },
  groups: (role.groups ?? []).join(' '),
});

const contentOf = ({ description, groups, scopes }: TypedRole) => {
  const named = groups.split(/[\s,]+/).filter(Boolean);
  return { description, scopes: [...scopes], groups: named.length === 0 ? null : named };
};

const create = (role: TypedRole): Promise<unknown> =>
  answerOf(api.POST('/roles', { body: { name: role.name.trim(), ...contentOf(role) } }));

const change = (role: TypedRole): Promise<unknown> =>
  answerOf(
    api.PUT('/roles/{name}', { params: { path: { name: role.name } }, body: contentOf(role) }),
  );

interface FieldsProps {
  readonly typed: TypedRole;
  readonly isNew: boolean;
  readonly error: unknown;
  onTyped(typed: TypedRole): void;
}

const Fields = ({ typed, isNew, error, onTyped }: FieldsProps): ReactNode => (
  <>
    {isNew && (
      <TextField
        label={words.name}
        hint={words.nameHint}
        issues={issuesAt(error, 'name')}
        hasFocus
        isRequired
        maxLength={64}
        value={typed.name}
        onValue={(name) => onTyped({ ...typed, name })}
      />
    )}
    <TextField
      label={words.description}
      maxLength={200}
      value={typed.description}
      onValue={(description) => onTyped({ ...typed, description })}
    />
    <TextField
      label={words.groups}
      hint={words.groupsHint}
      issues={issuesAt(error, 'groups')}
      value={typed.groups}
      onValue={(groups) => onTyped({ ...typed, groups })}
    />
  </>
);

/** A new one without `role`. What was typed stays after an error. */
export const RoleDialog = ({
  role,
  onClose,
}: {
  readonly role: Role | null;
  onClose(): void;
}): ReactNode => {
  const { data: self } = useSelf();
  const { data: all = [] } = useScopes();
  const [typed, setTyped] = useState(role === null ? emptyRole : typedOf(role));
  const { mutate, error, isPending } = useAdministration(role === null ? create : change);
  return (
    <ConfirmDialog
      title={role === null ? words.make : words.editOf(role.name)}
      confirm={role === null ? words.make : words.saveConfirm}
      isReady={typed.name.trim() !== '' && typed.scopes.length > 0}
      isPending={isPending}
      error={error}
      onConfirm={() => mutate(typed, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Fields typed={typed} isNew={role === null} error={error} onTyped={setTyped} />
      <p className="label">{words.may}</p>
      <ScopeChoice
        scopes={givenBy(all, self.scopes)}
        chosen={typed.scopes}
        onChosen={(scopes) => setTyped({ ...typed, scopes })}
      />
    </ConfirmDialog>
  );
};
