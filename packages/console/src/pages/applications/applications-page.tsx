/** The applications. */
import type { ReactNode } from 'react';
import { Link, Redirect } from 'wouter';
import { useRights } from '../../api/self.ts';
import { Moment } from '../../parts/moment.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { PagedList, wordColumn } from '../../parts/paged-list.tsx';
import { en } from '../../strings/en.ts';
import { PartsTabs } from './parts-tabs.tsx';
import { type Application, applicationPath, useApplications } from './queries.ts';

const words = en.applications.columns;

const Now = ({ application }: { readonly application: Application }): ReactNode => {
  const { operation, unsettled } = application;
  if (operation !== null)
    return <Link href={`/operations/${operation}`}>{en.applications.busy}</Link>;
  if (unsettled.length > 0) return en.applications.unsettled(unsettled.length);
  return <span className="quiet-text">{en.applications.idle}</span>;
};

const columns = [
  wordColumn<Application>(words.name, ({ name }) => (
    <Link href={applicationPath(name)} className="name-link">
      <span className="name">{name}</span>
    </Link>
  )),
  wordColumn<Application>(words.now, (application) => <Now application={application} />),
  wordColumn<Application>(words.hosts, ({ instances }) => instances.length),
  wordColumn<Application>(words.by, (application) => application['created-by'], true),
  wordColumn<Application>(
    words.created,
    (application) => <Moment at={application['created-at']} />,
    true,
  ),
];

const List = (): ReactNode => {
  const pages = useApplications();
  const may = useRights();
  return (
    <>
      <PageHead
        title={en.applications.title}
        truth={en.applications.truth}
        actions={
          may('applications:create') &&
          may('beacons:use') && (
            <Link href="/applications/new" className="button">
              {en.applications.new}
            </Link>
          )
        }
      />
      <PartsTabs shown="/applications" />
      <PagedList
        label={en.applications.title}
        pages={pages}
        columns={columns}
        none={{ title: en.applications.none, body: en.applications.noneBody }}
        keyOf={({ id }) => String(id)}
      />
    </>
  );
};

/** Whoever may use no applications finds the hosts. */
export const ApplicationsPage = (): ReactNode => {
  const may = useRights();
  return may('applications:use') || !may('docker:read') ? (
    <List />
  ) : (
    <Redirect to="/hosts" replace />
  );
};
