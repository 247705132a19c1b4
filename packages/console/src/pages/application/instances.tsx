/** Where an application runs, and what of it is there. */
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { useRights } from '../../api/self.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { issuesAt } from '../../parts/problem.tsx';
import { PagedList, wordColumn } from '../../parts/paged-list.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { en } from '../../strings/en.ts';
import { type Application, updateApplication, useBeginning } from '../applications/queries.ts';
import {
  type Container,
  containerNameOf,
  type DockerHost,
  hostNameOf,
  useDockerHosts,
  useEngineList,
} from '../hosts/queries.ts';
import { HostChoice } from '../new-application/host-choice.tsx';

const words = en.applications.instances;

/** Engines tell apart by this label what an application has made. */
const listOfOurs = `containers/json?${new URLSearchParams({
  all: 'true',
  filters: JSON.stringify({ label: ['io.moorgate.application'] }),
}).toString()}`;

/** One container has the name of the application, those of a compose file begin with it. */
const isOf = (application: string, container: Container): boolean => {
  const name = containerNameOf(container);
  return name === application || name.startsWith(`${application}_`);
};

const Runs = ({ name, host }: { readonly name: string; readonly host: DockerHost }): ReactNode => {
  const { data, error } = useEngineList<Container>(host.id, listOfOurs);
  if (data === undefined)
    return <span className="quiet-text">{error === null ? en.shell.loading : words.silent}</span>;
  const own = data.filter((container) => isOf(name, container));
  if (own.length === 0) return words.missing;
  return own.map((container) => (
    <div key={container.Id}>
      <StateMark
        state={container.State === 'running' ? 'container-running' : 'container-stopped'}
      />{' '}
      <span className="mono">{container.Image}</span>{' '}
      <span className="quiet-text">
        {containerNameOf(container) === name ? '' : containerNameOf(container)}
      </span>
    </div>
  ));
};

const HostName = ({ address, host }: { address: string; host: DockerHost | undefined }) =>
  host === undefined ? (
    <span className="mono">{address}</span>
  ) : (
    <Link href={`/hosts/${host.id}`} className="name-link">
      <span className="name">{hostNameOf(host)}</span>
      <span className="mono">{address}</span>
    </Link>
  );

const columnsFor = (name: string, hosts: ReadonlyMap<string, DockerHost>) => [
  wordColumn<string>(words.columns.host, (address) => (
    <HostName address={address} host={hosts.get(address)} />
  )),
  wordColumn<string>(words.columns.runs, (address) => {
    const host = hosts.get(address);
    return host === undefined ? (
      <span className="quiet-text">{words.unknown}</span>
    ) : (
      <Runs name={name} host={host} />
    );
  }),
];

const remedyColumn = (onRemove: (address: string) => void) =>
  wordColumn<string>(words.columns.remedy, (address) => (
    <button
      type="button"
      className="plain"
      aria-label={words.removeOf(address)}
      onClick={() => onRemove(address)}
    >
      {words.remove}
    </button>
  ));

interface DialogProps {
  readonly application: Application;
  onClose(): void;
}

const RemoveDialog = ({ application, address, onClose }: DialogProps & { address: string }) => {
  const { mutate, error, isPending } = useBeginning(updateApplication(application.name));
  return (
    <ConfirmDialog
      title={words.removeOf(address)}
      confirm={words.removeConfirm}
      isHarm
      isPending={isPending}
      error={error}
      onConfirm={() => mutate({ remove: [address] })}
      onClose={onClose}
    >
      <p>{words.removeBody}</p>
    </ConfirmDialog>
  );
};

const AddDialog = ({ application, onClose }: DialogProps): ReactNode => {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { mutate, error, isPending } = useBeginning(updateApplication(application.name));
  return (
    <ConfirmDialog
      title={words.addTitle(application.name)}
      confirm={words.addConfirm}
      isReady={chosen.some(Boolean)}
      isPending={isPending}
      error={error}
      onConfirm={() => mutate({ add: chosen.filter(Boolean) })}
      onClose={onClose}
    >
      <HostChoice
        chosen={chosen}
        issues={issuesAt(error, 'add')}
        without={application.instances}
        onChosen={setChosen}
      />
    </ConfirmDialog>
  );
};

interface InstancesProps {
  readonly application: Application;
  /** Whether anything may be begun now, by whoever looks. */
  readonly canChange: boolean;
}

const Listed = ({
  application,
  canChange,
  hosts,
}: InstancesProps & { readonly hosts: readonly DockerHost[] }): ReactNode => {
  const [asked, setAsked] = useState<string | null>(null);
  const byAddress = new Map(hosts.map((host) => [host.address, host]));
  const columns = columnsFor(application.name, byAddress);
  return (
    <>
      <PagedList
        label={en.applications.one.tabs.hosts}
        pages={{
          items: application.instances,
          error: null,
          hasMore: false,
          onMore: () => undefined,
        }}
        columns={canChange ? [...columns, remedyColumn(setAsked)] : columns}
        none={{ title: words.none, body: words.noneBody }}
        keyOf={(address) => address}
      />
      {asked !== null && (
        <RemoveDialog application={application} address={asked} onClose={() => setAsked(null)} />
      )}
    </>
  );
};

const WithHosts = (props: InstancesProps): ReactNode => (
  <Listed {...props} hosts={useDockerHosts().items ?? []} />
);

/** Whoever may not see hosts sees where it is, and not what runs there. */
export const Instances = (props: InstancesProps): ReactNode => {
  const [isAdding, setAdding] = useState(false);
  const may = useRights();
  return (
    <>
      {props.canChange && (
        <div className="actions list-actions">
          <button type="button" className="plain" onClick={() => setAdding(true)}>
            {words.add}
          </button>
        </div>
      )}
      {may('docker:read') ? <WithHosts {...props} /> : <Listed {...props} hosts={[]} />}
      {isAdding && <AddDialog application={props.application} onClose={() => setAdding(false)} />}
    </>
  );
};
