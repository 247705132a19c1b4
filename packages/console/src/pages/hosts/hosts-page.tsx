/** The Docker hosts behind beacons. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Empty } from '../../parts/loading.tsx';
import { Moment } from '../../parts/moment.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { PagedList, wordColumn } from '../../parts/paged-list.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { en } from '../../strings/en.ts';
import { PartsTabs } from '../applications/parts-tabs.tsx';
import { type DockerHost, hostNameOf, hostStateOf, useDockerHosts } from './queries.ts';

const words = en.hosts.columns;

const columns = [
  wordColumn<DockerHost>(words.name, (host) => (
    <Link href={`/hosts/${host.id}`} className="name-link">
      <span className="name">{hostNameOf(host)}</span>
      <span className="mono">{host.address}</span>
    </Link>
  )),
  wordColumn<DockerHost>(words.connection, (host) => <StateMark state={hostStateOf(host)} />),
  wordColumn<DockerHost>(
    words.way,
    ({ beacon }) =>
      beacon.connection === null ? (
        <span className="mono">{beacon.address}</span>
      ) : (
        <>
          {en.hosts.tunnel}{' '}
          <Link href={`/devices/${beacon.connection.device}`} className="mono">
            {beacon.connection.device}
          </Link>
        </>
      ),
    true,
  ),
  wordColumn<DockerHost>(words.level, ({ level }) => en.hosts.levels[level], true),
  wordColumn<DockerHost>(words.named, (host) => <Moment at={host['last-seen']} />, true),
];

const None = (): ReactNode => (
  <Empty title={en.hosts.none}>
    <p>{en.hosts.noneBody}</p>
    <div className="secret">
      <code>{en.hosts.noneCommand}</code>
      <CopyButton text={en.hosts.noneCommand} label={en.copy} />
    </div>
  </Empty>
);

/** Those on whose beacon one has a level, with how each is reached. */
export const HostsPage = (): ReactNode => {
  const pages = useDockerHosts();
  const isEmpty = pages.items?.length === 0;
  return (
    <>
      <PageHead title={en.hosts.title} truth={en.hosts.truth} />
      <PartsTabs shown="/hosts" />
      {isEmpty ? (
        <None />
      ) : (
        <PagedList
          label={en.hosts.title}
          pages={pages}
          columns={columns}
          none={{ title: en.hosts.none, body: en.hosts.noneBody }}
          keyOf={({ id }) => id}
        />
      )}
    </>
  );
};
