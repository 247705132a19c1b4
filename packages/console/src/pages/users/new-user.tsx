/** A new user: their name, a first password, and what they may do. */
import { answerOf } from '@moorgate/client';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { api } from '../../api/api.ts';
import { useSelf } from '../../api/self.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { TextField } from '../../parts/field.tsx';
import { issuesAt } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { givenBy, useScopes } from '../tokens/queries.ts';
import { ScopeChoice } from '../tokens/scope-choice.tsx';
import { useAdministration } from './queries.ts';

const words = en.admin.users;

interface NewUserRequest {
  readonly username: string;
  readonly password: string;
  readonly scopes: readonly string[];
}

const create = ({ username, password, scopes }: NewUserRequest): Promise<unknown> =>
  answerOf(
    api.POST('/users', {
      body: { username, scopes: [...scopes], ...(password !== '' && { password }) },
    }),
  );

/** What was typed stays after an error; afterwards the page of the user has their roles. */
export const NewUser = ({ onClose }: { onClose(): void }): ReactNode => {
  const { data: self } = useSelf();
  const { data: all = [] } = useScopes();
  const [, go] = useLocation();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const { mutate, error, isPending } = useAdministration(create);
  return (
    <ConfirmDialog
      title={words.make}
      confirm={words.make}
      isReady={username.trim() !== ''}
      isPending={isPending}
      error={error}
      onConfirm={() =>
        mutate(
          { username: username.trim(), password, scopes },
          { onSuccess: () => go(`/admin/users/${username.trim()}`) },
        )
      }
      onClose={onClose}
    >
      <TextField
        label={words.name}
        hint={words.nameHint}
        issues={issuesAt(error, 'username')}
        hasFocus
        isRequired
        maxLength={64}
        value={username}
        onValue={setUsername}
      />
      <TextField
        label={words.password}
        hint={words.passwordHint}
        issues={issuesAt(error, 'password')}
        type="password"
        autoComplete="new-password"
        maxLength={1_024}
        value={password}
        onValue={setPassword}
      />
      <p className="label">{words.may}</p>
      <ScopeChoice scopes={givenBy(all, self.scopes)} chosen={scopes} onChosen={setScopes} />
    </ConfirmDialog>
  );
};
