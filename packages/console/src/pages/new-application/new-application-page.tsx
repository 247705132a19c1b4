/** A new application. */
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { Check, TextField } from '../../parts/field.tsx';
import { LongForm } from '../../parts/long-form.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { issuesAt, ProblemNotice } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { createApplication, useBeginning } from '../applications/queries.ts';
import { contentKinds, emptyContent, isTyped, readContent, type TypedContent } from './content.ts';
import { ContentFields, contentPointers } from './content-fields.tsx';
import { HostChoice } from './host-choice.tsx';

interface Draft {
  readonly name: string;
  readonly content: TypedContent;
  readonly hosts: readonly string[];
  readonly isStarted: boolean;
  readonly isPulled: boolean;
}

const emptyDraft: Draft = {
  ...{ name: '', content: emptyContent, hosts: [] },
  ...{ isStarted: true, isPulled: false },
};

/** Where what was sent last is kept: a creation that fails on a host leaves nothing of it. */
const draftKey = ['new-application'] as const;

/** The kind is in the address. What was sent is there again when somebody comes back after it has failed. */
const useDraft = () => {
  const client = useQueryClient();
  const [query, setQuery] = useSearchParams();
  const [draft, setDraft] = useState<Draft>(
    () => (query.has('again') ? client.getQueryData(draftKey) : undefined) ?? emptyDraft,
  );
  const asked = contentKinds.find((kind) => kind === query.get('kind'));
  return {
    draft: { ...draft, content: { ...draft.content, kind: asked ?? draft.content.kind } },
    change: (change: Partial<Draft>): void => {
      setDraft((before) => ({ ...before, ...change }));
      if (change.content !== undefined && change.content.kind !== asked)
        setQuery({ kind: change.content.kind }, { replace: true });
    },
    keep: (kept: Draft): void => {
      client.setQueryDefaults(draftKey, { gcTime: Infinity });
      client.setQueryData(draftKey, kept);
    },
  };
};

const Choices = ({
  draft,
  change,
}: {
  readonly draft: Draft;
  change(change: Partial<Draft>): void;
}): ReactNode => (
  <div className="field">
    <Check
      label={en.applications.form.start}
      isChecked={draft.isStarted}
      onChecked={(isStarted) => change({ isStarted })}
    />
    <Check
      label={en.applications.form.pull}
      isChecked={draft.isPulled}
      onChecked={(isPulled) => change({ isPulled })}
    />
  </div>
);

const Form = (): ReactNode => {
  const { draft, change, keep } = useDraft();
  const { name, content, hosts, isStarted, isPulled } = draft;
  const { mutate, error, isPending } = useBeginning(createApplication);
  const [issue, setIssue] = useState<string | null>(null);
  const submit = (): void => {
    const read = readContent(content);
    setIssue('issue' in read ? read.issue : null);
    if ('issue' in read) return;
    keep(draft);
    const instances = hosts.filter(Boolean);
    mutate({ name: name.trim(), ...read, instances, start: isStarted, 'force-pull': isPulled });
  };
  return (
    <LongForm refusal={issue ?? error} onSubmit={submit}>
      <TextField
        label={en.applications.form.name}
        hint={en.applications.form.nameHint}
        issues={issuesAt(error, 'name')}
        isRequired
        maxLength={255}
        value={name}
        onValue={(typed) => change({ name: typed })}
      />
      <ContentFields
        content={content}
        error={error}
        issue={issue}
        onContent={(typed) => change({ content: { ...content, ...typed } })}
      />
      <HostChoice
        chosen={hosts}
        issues={issuesAt(error, 'instances')}
        onChosen={(chosen) => change({ hosts: chosen })}
      />
      <Choices draft={draft} change={change} />
      <ProblemNotice error={error} fields={['name', 'instances', ...contentPointers]} />
      <div className="actions">
        <button
          disabled={name.trim() === '' || !isTyped(content) || hosts.length === 0 || isPending}
        >
          {en.applications.form.create}
        </button>
        <Link href="/applications" className="button plain">
          {en.shell.cancel}
        </Link>
      </div>
    </LongForm>
  );
};

/** What was typed stays after every error. */
export const NewApplicationPage = (): ReactNode => (
  <>
    <PageHead title={en.applications.new} truth={en.applications.form.newTruth} />
    <Form />
  </>
);
