/** Making a token: its name, when it ends, and what it may do. */
import { type ReactNode, useId, useState } from 'react';
import { useSelf } from '../../api/self.ts';
import { CancelButton, Dialog } from '../../parts/dialog.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { IssuedTokenView } from './issued-token.tsx';
import { givenBy, useIssue, useScopes } from './queries.ts';
import { ScopeChoice } from './scope-choice.tsx';

/** How long a token can be good for, in days. */
const presets = [7, 30, 90, 365, 730] as const;
const defaultDays = 90;
const daySeconds = 86_400;

const EndChoice = ({ days, onDays }: { days: number; onDays(days: number): void }): ReactNode => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{en.tokens.endsAfter}</label>
      <select id={id} value={days} onChange={({ target }) => onDays(Number(target.value))}>
        {presets.map((one) => (
          <option key={one} value={one}>
            {en.tokens.days(one)}
          </option>
        ))}
      </select>
    </div>
  );
};

const NameField = ({ name, onName }: { name: string; onName(name: string): void }): ReactNode => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{en.tokens.name}</label>
      <input
        id={id}
        autoFocus
        required
        maxLength={80}
        autoComplete="off"
        value={name}
        onChange={({ target }) => onName(target.value)}
      />
      <p className="hint">{en.tokens.nameHint}</p>
    </div>
  );
};

/** What was typed stays after an error; the secret is shown once. */
export const NewToken = ({
  account = null,
  onClose,
}: {
  /** The service account whose token it is; one’s own without. */
  readonly account?: string | null;
  onClose(): void;
}): ReactNode => {
  const { data: self } = useSelf();
  const { data: scopes = [] } = useScopes();
  const [name, setName] = useState('');
  const [days, setDays] = useState(defaultDays);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const issue = useIssue(account);
  if (issue.data !== undefined) return <IssuedTokenView issued={issue.data} onClose={onClose} />;
  const submit = (): void => {
    const expiresAt = Math.floor(Date.now() / 1_000) + days * daySeconds - 60;
    issue.mutate({ name: name.trim(), scopes: [...chosen], 'expires-at': expiresAt });
  };
  return (
    <Dialog title={en.tokens.make} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <NameField name={name} onName={setName} />
        <EndChoice days={days} onDays={setDays} />
        <p className="label">{en.tokens.mayDo}</p>
        <ScopeChoice scopes={givenBy(scopes, self.scopes)} chosen={chosen} onChosen={setChosen} />
        <ProblemNotice error={issue.error} />
        <div className="actions">
          <button disabled={chosen.length === 0 || name.trim() === '' || issue.isPending}>
            {en.tokens.make}
          </button>
          <CancelButton onClose={onClose} />
        </div>
      </form>
    </Dialog>
  );
};
