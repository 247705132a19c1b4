/** A new service account. */
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
import { useAdministration } from '../users/queries.ts';

const words = en.admin.accounts;

interface AccountRequest {
  readonly name: string;
  readonly scopes: readonly string[];
}

const create = ({ name, scopes }: AccountRequest): Promise<unknown> =>
  answerOf(api.POST('/service-accounts', { body: { name, scopes: [...scopes] } }));

/** Whoever makes it answers for it. What was typed stays after an error. */
export const NewAccount = ({ onClose }: { onClose(): void }): ReactNode => {
  const { data: self } = useSelf();
  const { data: all = [] } = useScopes();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const { mutate, error, isPending } = useAdministration(create);
  return (
    <ConfirmDialog
      title={words.make}
      confirm={words.make}
      isReady={name.trim() !== ''}
      isPending={isPending}
      error={error}
      onConfirm={() => mutate({ name: name.trim(), scopes }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <TextField
        label={words.name}
        hint={en.admin.users.nameHint}
        issues={issuesAt(error, 'name')}
        hasFocus
        isRequired
        maxLength={64}
        value={name}
        onValue={setName}
      />
      <p className="label">{words.may}</p>
      <ScopeChoice scopes={givenBy(all, self.scopes)} chosen={scopes} onChosen={setScopes} />
    </ConfirmDialog>
  );
};
