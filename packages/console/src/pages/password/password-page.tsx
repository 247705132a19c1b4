/** One’s own password. */
import { answerOf } from '@moorgate/client';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/api.ts';
import { useActing } from '../../parts/acting.ts';
import { TextField } from '../../parts/field.tsx';
import { LongForm } from '../../parts/long-form.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { issuesAt, ProblemNotice } from '../../parts/problem.tsx';
import { Said } from '../../parts/said.tsx';
import { en } from '../../strings/en.ts';
import { SettingsTabs } from '../settings/settings-tabs.tsx';

const words = en.self.password;

interface Typed {
  readonly present: string;
  readonly next: string;
  readonly again: string;
}

const nothing: Typed = { present: '', next: '', again: '' };

const changePassword = ({ present, next }: Typed): Promise<unknown> =>
  answerOf(api.PUT('/self/password', { body: { 'present-password': present, password: next } }));

const Form = ({ onDone }: { onDone(): void }): ReactNode => {
  const [typed, setTyped] = useState(nothing);
  const [issue, setIssue] = useState<string | null>(null);
  const { mutate, error, isPending } = useActing(changePassword, ['sessions']);
  const submit = (): void => {
    const isSame = typed.next === typed.again;
    setIssue(isSame ? null : words.differs);
    if (isSame) mutate(typed, { onSuccess: onDone });
  };
  const field = (name: keyof Typed) => ({
    type: 'password' as const,
    isRequired: true,
    maxLength: 1_024,
    autoComplete: name === 'present' ? 'current-password' : 'new-password',
    value: typed[name],
    onValue: (value: string) => setTyped({ ...typed, [name]: value }),
  });
  return (
    <LongForm refusal={issue ?? error} onSubmit={submit}>
      <TextField
        label={words.present}
        issues={issuesAt(error, 'present-password')}
        {...field('present')}
      />
      <TextField
        label={words.next}
        hint={words.hint}
        issues={issuesAt(error, 'password')}
        {...field('next')}
      />
      <TextField label={words.again} issues={issue === null ? [] : [issue]} {...field('again')} />
      <ProblemNotice error={error} fields={['present-password', 'password']} />
      <div className="actions">
        <button disabled={isPending}>{words.change}</button>
      </div>
    </LongForm>
  );
};

/** What was typed is gone once it counts. */
export const PasswordPage = (): ReactNode => {
  const [times, setTimes] = useState(0);
  return (
    <>
      <PageHead title={words.title} truth={words.truth} />
      <SettingsTabs shown="/settings/security" />
      {times > 0 && <Said key={`said ${times}`}>{words.changed}</Said>}
      <Form key={times} onDone={() => setTimes(times + 1)} />
    </>
  );
};
