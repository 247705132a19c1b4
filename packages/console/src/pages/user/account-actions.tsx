/** What can be done about the account of a user. */
import { answerOf } from '@moorgate/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { api } from '../../api/api.ts';
import { useRights } from '../../api/self.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Check, TextField } from '../../parts/field.tsx';
import { issuesAt } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { useAdministration } from '../users/queries.ts';

const words = en.admin.users;
const inPath = (username: string) => ({ params: { path: { username } } });

const deactivate = (username: string): Promise<unknown> =>
  answerOf(api.DELETE('/users/{username}', inPath(username)));

interface NewPassword {
  readonly username: string;
  readonly password: string;
  readonly endsTokens: boolean;
}

const setPassword = ({ username, password, endsTokens }: NewPassword): Promise<unknown> =>
  answerOf(
    api.POST('/users/{username}/reset-password', {
      ...inPath(username),
      body: { password, 'revoke-tokens': endsTokens },
    }),
  );

interface DialogProps {
  readonly username: string;
  onClose(): void;
}

const DeactivateDialog = ({ username, onClose }: DialogProps): ReactNode => {
  const client = useQueryClient();
  const [, go] = useLocation();
  const { mutate, error, isPending } = useMutation({
    mutationFn: deactivate,
    // They are found in the list alone from now on.
    onSuccess: () => {
      go('/admin/users?state=deactivated');
      void client.invalidateQueries({ queryKey: ['users'] });
    },
  });
  return (
    <ConfirmDialog
      title={words.deactivateTitle(username)}
      confirm={words.deactivateConfirm}
      isHarm
      isPending={isPending}
      error={error}
      onConfirm={() => mutate(username)}
      onClose={onClose}
    >
      <p>{words.deactivateBody}</p>
    </ConfirmDialog>
  );
};

const PasswordDialog = ({
  username,
  onClose,
  onDone,
}: DialogProps & { onDone(): void }): ReactNode => {
  const [password, setTyped] = useState('');
  const [endsTokens, setEndsTokens] = useState(false);
  const { mutate, error, isPending } = useAdministration(setPassword);
  return (
    <ConfirmDialog
      title={words.resetTitle(username)}
      confirm={words.resetPassword}
      isReady={password !== ''}
      isPending={isPending}
      error={error}
      onConfirm={() => mutate({ username, password, endsTokens }, { onSuccess: onDone })}
      onClose={onClose}
    >
      <p>{words.resetBody}</p>
      <TextField
        label={en.self.password.next}
        hint={en.self.password.hint}
        issues={issuesAt(error, 'password')}
        type="password"
        autoComplete="new-password"
        hasFocus
        maxLength={1_024}
        value={password}
        onValue={setTyped}
      />
      <Check label={words.resetTokens} isChecked={endsTokens} onChecked={setEndsTokens} />
    </ConfirmDialog>
  );
};

/** Those that whoever looks may do. */
export const AccountActions = ({
  username,
  onPasswordSet,
}: {
  readonly username: string;
  onPasswordSet(): void;
}): ReactNode => {
  const may = useRights();
  const [asked, setAsked] = useState<'password' | 'deactivation' | null>(null);
  const close = (): void => setAsked(null);
  return (
    <>
      {may('users:read-update') && (
        <button type="button" className="plain" onClick={() => setAsked('password')}>
          {words.resetPassword}
        </button>
      )}
      {may('users:delete') && (
        <button type="button" className="plain" onClick={() => setAsked('deactivation')}>
          {words.deactivate}
        </button>
      )}
      {asked === 'password' && (
        <PasswordDialog
          username={username}
          onClose={close}
          onDone={() => {
            close();
            onPasswordSet();
          }}
        />
      )}
      {asked === 'deactivation' && <DeactivateDialog username={username} onClose={close} />}
    </>
  );
};
