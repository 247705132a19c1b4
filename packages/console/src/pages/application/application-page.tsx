/** One application: where it runs, what was deployed, and what was done. */
import type { ReactNode } from 'react';
import { Link, Redirect } from 'wouter';
import { codeOf } from '../../api/api.ts';
import { useRights } from '../../api/self.ts';
import { Loading } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { en } from '../../strings/en.ts';
import {
  type Application,
  applicationPath,
  type Deployment,
  useApplication,
  useDeployments,
} from '../applications/queries.ts';
import { Actions } from './actions.tsx';
import { Deployments, imagesOf } from './deployments.tsx';
import { Gone } from './gone.tsx';
import { Instances } from './instances.tsx';
import { Operations } from './operations.tsx';

const lists = { hosts: Instances, deployments: Deployments, operations: Operations } as const;
type ListName = keyof typeof lists;
const names = Object.keys(lists) as readonly ListName[];
const words = en.applications.one;

const truthOf = (application: Application, deployments: readonly Deployment[] | undefined) => {
  const current = deployments?.find(({ id }) => id === application['current-deployment']);
  return [
    words.onHosts(application.instances.length),
    ...(application['current-deployment'] === null ? [words.noneCurrent] : []),
    ...(current === undefined ? [] : [words.version(current.version, imagesOf(current))]),
  ].join(' ');
};

const Notices = ({ application }: { readonly application: Application }): ReactNode => (
  <>
    {application.operation !== null && (
      <p className="notice" role="status">
        {words.busy} <Link href={`/operations/${application.operation}`}>{words.watch}</Link>
      </p>
    )}
    {application.operation === null && application.unsettled.length > 0 && (
      <p className="notice" role="status">
        {words.unsettled(application.unsettled.join(', '))}
      </p>
    )}
  </>
);

const Found = ({
  application,
  list,
}: {
  readonly application: Application;
  readonly list: ListName;
}): ReactNode => {
  const may = useRights();
  const { items } = useDeployments(application.name);
  const canChange =
    may('applications:manage') && may('beacons:use') && application.operation === null;
  const List = lists[list];
  const pathOf = (name: ListName): string => `${applicationPath(application.name)}/${name}`;
  return (
    <>
      <PageHead
        title={application.name}
        truth={truthOf(application, items)}
        actions={canChange && <Actions application={application} />}
      />
      <Notices application={application} />
      <Tabs
        label={words.parts}
        tabs={names.map((name) => ({ path: pathOf(name), word: words.tabs[name] }))}
        shown={pathOf(list)}
      />
      <List application={application} canChange={canChange} />
    </>
  );
};

/** Nothing can be begun while something goes on; what does can be watched. */
export const ApplicationPage = ({
  params,
}: {
  readonly params: Readonly<Record<string, string | undefined>>;
}): ReactNode => {
  const name = params['application'] ?? '';
  const { data, error } = useApplication(name);
  const list = names.find((one) => one === (params['tab'] ?? 'hosts'));
  if (list === undefined) return <Redirect to={applicationPath(name)} replace />;
  if (codeOf(error) === 'application_not_found') return <Gone />;
  if (data !== undefined) return <Found application={data} list={list} />;
  return error === null ? <Loading /> : <ProblemNotice error={error} />;
};
