/** Another image, other settings, or another compose file for an application. */
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { codeOf } from '../../api/api.ts';
import { Check } from '../../parts/field.tsx';
import { Loading } from '../../parts/loading.tsx';
import { LongForm } from '../../parts/long-form.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import {
  type Application,
  applicationPath,
  type Deployment,
  updateApplication,
  useApplication,
  useBeginning,
  useDeployments,
} from '../applications/queries.ts';
import {
  contentOf,
  emptyContent,
  isTyped,
  readContent,
  type TypedContent,
} from '../new-application/content.ts';
import { ContentFields, contentPointers } from '../new-application/content-fields.tsx';
import { Gone } from './gone.tsx';

const words = en.applications.form;

interface ChoicesProps {
  readonly isRestarted: boolean;
  readonly isForced: boolean;
  /** Only where it was refused without. */
  readonly canForce: boolean;
  onRestarted(isRestarted: boolean): void;
  onForced(isForced: boolean): void;
}

const Choices = (props: ChoicesProps): ReactNode => (
  <div className="field">
    <Check
      label={words.restart}
      hint={words.restartHint}
      isChecked={props.isRestarted}
      onChecked={props.onRestarted}
    />
    {props.canForce && (
      <Check label={words.force} isChecked={props.isForced} onChecked={props.onForced} />
    )}
  </div>
);

const Form = ({
  application,
  before,
}: {
  readonly application: Application;
  readonly before: TypedContent;
}): ReactNode => {
  const { name } = application;
  const [content, setContent] = useState(before);
  const [issue, setIssue] = useState<string | null>(null);
  const [isRestarted, setRestarted] = useState(true);
  const [isForced, setForced] = useState(false);
  const { mutate, error, isPending } = useBeginning(updateApplication(name));
  const submit = (): void => {
    const read = readContent(content);
    setIssue('issue' in read ? read.issue : null);
    if (!('issue' in read))
      mutate({ ...read, restart: isRestarted, ...(isForced && { force: true }) });
  };
  return (
    <LongForm refusal={issue ?? error} onSubmit={submit}>
      <ContentFields
        content={content}
        error={error}
        issue={issue}
        onContent={(typed) => setContent({ ...content, ...typed })}
      />
      <Choices
        isRestarted={isRestarted}
        isForced={isForced}
        canForce={isForced || codeOf(error) === 'deployment_bad'}
        onRestarted={setRestarted}
        onForced={setForced}
      />
      <ProblemNotice error={error} fields={contentPointers} />
      <div className="actions">
        <button disabled={!isTyped(content) || isPending}>{words.update}</button>
        <Link href={applicationPath(name)} className="button plain">
          {en.shell.cancel}
        </Link>
      </div>
    </LongForm>
  );
};

const currentOf = (application: Application, deployments: readonly Deployment[]) =>
  deployments.find(({ id }) => id === application['current-deployment']) ?? deployments[0];

/** Begins with what is deployed. */
export const UpdatePage = ({
  params,
}: {
  readonly params: Readonly<Record<string, string>>;
}): ReactNode => {
  const name = params['application'] ?? '';
  const application = useApplication(name);
  const { items, error } = useDeployments(name);
  if (codeOf(application.error) === 'application_not_found') return <Gone />;
  if (application.data === undefined || items === undefined) {
    const failure = application.error ?? error;
    return failure === null ? <Loading /> : <ProblemNotice error={failure} />;
  }
  const current = currentOf(application.data, items);
  return (
    <>
      <PageHead title={words.updateTitle(application.data.name)} truth={words.updateTruth} />
      <Form
        application={application.data}
        before={current === undefined ? emptyContent : contentOf(current)}
      />
    </>
  );
};
