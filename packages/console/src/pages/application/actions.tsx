/** What can be begun with an application. */
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import {
  type Application,
  applicationPath,
  toggleApplication,
  useBeginning,
} from '../applications/queries.ts';

const words = en.applications.one;

const StopDialog = ({
  application,
  onClose,
}: {
  readonly application: Application;
  onClose(): void;
}): ReactNode => {
  const { name, instances } = application;
  const { mutate, error, isPending } = useBeginning(toggleApplication(name));
  return (
    <ConfirmDialog
      title={words.stopTitle(name)}
      confirm={words.stopConfirm}
      isHarm
      isPending={isPending}
      error={error}
      onConfirm={() => mutate('stop')}
      onClose={onClose}
    >
      <p>{words.stopBody(instances.length)}</p>
    </ConfirmDialog>
  );
};

/** Stopping asks first: it is what others notice. */
export const Actions = ({ application }: { readonly application: Application }): ReactNode => {
  const { name } = application;
  const [isStopping, setStopping] = useState(false);
  const { mutate, error, isPending } = useBeginning(toggleApplication(name));
  return (
    <>
      <Link href={`${applicationPath(name)}/update`} className="button">
        {words.update}
      </Link>
      <button type="button" className="plain" disabled={isPending} onClick={() => mutate('start')}>
        {words.start}
      </button>
      <button type="button" className="plain" onClick={() => setStopping(true)}>
        {words.stop}
      </button>
      <ProblemNotice error={error} />
      {isStopping && <StopDialog application={application} onClose={() => setStopping(false)} />}
    </>
  );
};
