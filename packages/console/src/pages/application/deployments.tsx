/** What was deployed, with what became of it, and the way back to it. */
import { type ReactNode, useState } from 'react';
import { Check } from '../../parts/field.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Moment } from '../../parts/moment.tsx';
import { PagedList, wordColumn } from '../../parts/paged-list.tsx';
import { type StateName, StateMark } from '../../parts/state-mark.tsx';
import { en } from '../../strings/en.ts';
import {
  type Application,
  type Deployment,
  revertApplication,
  useBeginning,
  useDeployments,
} from '../applications/queries.ts';

const words = en.applications.deployments;

const stateOf = (deployment: Deployment, current: number | null): StateName => {
  if (deployment.id === current) return 'deployment-current';
  return deployment['is-bad'] ? 'deployment-bad' : `deployment-${deployment.status}`;
};

/** What it is made of, in words. */
export const imagesOf = ({ images, command, compose }: Deployment): string => {
  const named = images.join(', ');
  return command === null && compose !== null ? `${words.compose} ${named}` : named;
};

const columnsFor = (current: number | null) => [
  wordColumn<Deployment>(words.columns.version, ({ version }) => version),
  wordColumn<Deployment>(words.columns.state, (deployment) => (
    <>
      <StateMark state={stateOf(deployment, current)} />
      {deployment.outcome !== null && <div className="small wrapping">{deployment.outcome}</div>}
    </>
  )),
  wordColumn<Deployment>(words.columns.content, (deployment) => (
    <span className="mono">{imagesOf(deployment)}</span>
  )),
  wordColumn<Deployment>(words.columns.by, (deployment) => deployment['created-by'], true),
  wordColumn<Deployment>(
    words.columns.when,
    (deployment) => <Moment at={deployment['created-at']} />,
    true,
  ),
];

const remedyColumn = (current: number | null, onRevert: (deployment: Deployment) => void) =>
  wordColumn<Deployment>(
    words.columns.remedy,
    (deployment) =>
      deployment.id !== current && (
        <button
          type="button"
          className="plain"
          aria-label={words.revertOf(deployment.version)}
          onClick={() => onRevert(deployment)}
        >
          {words.revert}
        </button>
      ),
  );

interface RevertDialogProps {
  readonly name: string;
  readonly deployment: Deployment;
  onClose(): void;
}

const RevertDialog = ({ name, deployment, onClose }: RevertDialogProps): ReactNode => {
  const [isForced, setForced] = useState(false);
  const [isPulled, setPulled] = useState(false);
  const { mutate, error, isPending } = useBeginning(revertApplication(name));
  const isBad = deployment['is-bad'];
  return (
    <ConfirmDialog
      title={words.revertOf(deployment.version)}
      confirm={words.revertConfirm}
      isReady={!isBad || isForced}
      isPending={isPending}
      error={error}
      onConfirm={() =>
        mutate({ target: deployment.id, 'force-pull': isPulled, ...(isForced && { force: true }) })
      }
      onClose={onClose}
    >
      <p>{words.revertBody(imagesOf(deployment))}</p>
      <Check label={words.pull} isChecked={isPulled} onChecked={setPulled} />
      {isBad && <Check label={words.force} isChecked={isForced} onChecked={setForced} />}
    </ConfirmDialog>
  );
};

/** Newest first. */
export const Deployments = ({
  application,
  canChange,
}: {
  readonly application: Application;
  readonly canChange: boolean;
}): ReactNode => {
  const pages = useDeployments(application.name);
  const [asked, setAsked] = useState<Deployment | null>(null);
  const current = application['current-deployment'];
  const columns = columnsFor(current);
  return (
    <>
      <PagedList
        label={en.applications.one.tabs.deployments}
        pages={pages}
        columns={canChange ? [...columns, remedyColumn(current, setAsked)] : columns}
        none={{ title: words.none, body: words.noneBody }}
        keyOf={({ id }) => String(id)}
      />
      {asked !== null && (
        <RevertDialog name={application.name} deployment={asked} onClose={() => setAsked(null)} />
      )}
    </>
  );
};
