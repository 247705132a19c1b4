/** The devices that are not denied. */
import type { ReactNode } from 'react';
import { type Fleet, useFleet } from '../../api/fleet.ts';
import { Empty, Loading } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { DevicesTable } from './devices-table.tsx';
import { Filters } from './filters.tsx';
import { type ListView, useListView } from './list-address.ts';
import { useDevices } from './queries.ts';

interface ListProps {
  readonly view: ListView;
  readonly fleet: Fleet;
  onView(change: Partial<ListView>): void;
}

const NoDevices = ({ view: { text, seen } }: { readonly view: ListView }): ReactNode =>
  text === '' && seen === null ? (
    <Empty title={en.devices.none}>
      <p>{en.devices.noneRemedy}</p>
      <code>{en.devices.noneCommand}</code>
    </Empty>
  ) : (
    <Empty title={en.devices.noneFits}>
      <p>{en.devices.noneFitsRemedy}</p>
    </Empty>
  );

const List = ({ view, fleet, onView }: ListProps): ReactNode => {
  const { items: devices, error, hasMore, onMore } = useDevices(view, fleet);
  if (devices === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} />;
  return (
    <>
      <ProblemNotice error={error} />
      {devices.length === 0 && !hasMore ? (
        <NoDevices view={view} />
      ) : (
        <DevicesTable
          devices={devices}
          hasMore={hasMore}
          view={view}
          limits={fleet}
          onView={onView}
          onMore={onMore}
        />
      )}
    </>
  );
};

const totalOf = (fleet: Fleet): number =>
  fleet.online + fleet.late + fleet.offline + fleet['never-seen'];

/** As many of them as the filter lets through, in the order of the address. */
export const DevicesPage = (): ReactNode => {
  const [view, onView] = useListView();
  const { data: fleet, error } = useFleet();
  return (
    <>
      <PageHead
        title={en.places.devices}
        {...(fleet !== undefined && {
          truth: en.overview.onlineOf(fleet.online, totalOf(fleet)),
        })}
      />
      <Filters view={view} onView={onView} />
      {fleet === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <ProblemNotice error={error} />
        )
      ) : (
        <List view={view} fleet={fleet} onView={onView} />
      )}
    </>
  );
};
