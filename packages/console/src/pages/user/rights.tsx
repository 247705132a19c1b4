/** Roles and scopes of a user, chosen and saved; two who change them at once see what the other saved. */
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { ApiError } from '@moorgate/client';
import { useRights, useSelf } from '../../api/self.ts';
import { Check } from '../../parts/field.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { Said } from '../../parts/said.tsx';
import { en } from '../../strings/en.ts';
import { givenBy, useScopes } from '../tokens/queries.ts';
import { ScopeChoice } from '../tokens/scope-choice.tsx';
import { useAdministration, useRoles } from '../users/queries.ts';
import { type RightKind, save, type Saved, useSaved } from './saved.ts';

const words = en.admin.users;

interface ChoiceProps {
  readonly chosen: readonly string[];
  onChosen(chosen: readonly string[]): void;
}

const RoleChoice = ({ chosen, onChosen }: ChoiceProps): ReactNode => {
  const { items, error, hasMore, onMore } = useRoles();
  if (items === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} />;
  if (items.length === 0)
    return (
      <p className="quiet-text">
        {words.noRoles} <Link href="/admin/roles">{words.toRoles}</Link>
      </p>
    );
  return (
    <>
      {items.map(({ name, description }) => (
        <Check
          key={name}
          label={name}
          hint={description === '' ? undefined : description}
          isChecked={chosen.includes(name)}
          onChecked={(isChecked) =>
            onChosen(isChecked ? [...chosen, name] : chosen.filter((one) => one !== name))
          }
        />
      ))}
      {hasMore && (
        <button type="button" className="plain" onClick={onMore}>
          {en.shell.more}
        </button>
      )}
    </>
  );
};

/** What somebody has is shown too where whoever looks could not give it. */
const OwnScopeChoice = ({ chosen, onChosen }: ChoiceProps): ReactNode => {
  const { data: self } = useSelf();
  const { data: all = [] } = useScopes();
  const shown = new Set([...givenBy(all, self.scopes).map(({ scope }) => scope), ...chosen]);
  return (
    <ScopeChoice
      scopes={all.filter(({ scope }) => shown.has(scope))}
      chosen={chosen}
      onChosen={onChosen}
    />
  );
};

const choices = { roles: RoleChoice, scopes: OwnScopeChoice } as const;

const isConflict = (error: unknown): boolean => error instanceof ApiError && error.status === 412;

interface ConflictProps {
  readonly saved: Saved;
  onTheirs(): void;
  onMine(): void;
}

const Conflict = ({ saved, onTheirs, onMine }: ConflictProps): ReactNode => (
  <div className="notice bad" role="alert">
    <p>{words.conflict}</p>
    <p>
      <code>{saved.names.join(', ') || en.admin.noScopes}</code>
    </p>
    <div className="actions">
      <button type="button" onClick={onTheirs}>
        {words.takeTheirs}
      </button>
      <button type="button" className="plain" onClick={onMine}>
        {words.overwrite}
      </button>
    </div>
  </div>
);

interface FormProps {
  readonly kind: RightKind;
  readonly username: string;
  /** As it is now. */
  readonly saved: Saved;
}

const Form = ({ kind, username, saved }: FormProps): ReactNode => {
  const [base, setBase] = useState(saved);
  const [chosen, setChosen] = useState(saved.names);
  const { mutate, error, isPending, isSuccess, reset } = useAdministration(save(kind, username));
  const Choice = choices[kind];
  const put = ({ version }: Saved): void =>
    mutate({ names: chosen, version }, { onSuccess: setBase });
  const take = (theirs: Saved): void => {
    reset();
    setChosen(theirs.names);
    setBase(theirs);
  };
  const isSaved = isSuccess && chosen === base.names;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        put(base);
      }}
    >
      {isSaved && <Said>{kind === 'roles' ? words.savedRoles : words.savedScopes}</Said>}
      <Choice chosen={chosen} onChosen={setChosen} />
      {isConflict(error) ? (
        <Conflict saved={saved} onTheirs={() => take(saved)} onMine={() => put(saved)} />
      ) : (
        <ProblemNotice error={error} />
      )}
      <div className="actions">
        <button disabled={isPending || chosen === base.names}>{words.save}</button>
      </div>
    </form>
  );
};

const ReadOnly = ({ names }: { readonly names: readonly string[] }): ReactNode => (
  <p>
    {names.length === 0 ? en.admin.noScopes : names.map((name) => <code key={name}>{name} </code>)}
  </p>
);

/** To be changed by whoever may; to be read by everybody else who sees users. */
export const Rights = ({
  kind,
  username,
}: {
  readonly kind: RightKind;
  readonly username: string;
}): ReactNode => {
  const { data, error } = useSaved(kind, username);
  const may = useRights();
  if (data === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} />;
  if (!may('users:read-update')) return <ReadOnly names={data.names} />;
  return <Form kind={kind} username={username} saved={data} />;
};
