/** One Docker host: how it is reached, and what its engine has. */
import type { ReactNode } from 'react';
import { Link, Redirect } from 'wouter';
import { codeOf } from '../../api/api.ts';
import { Loading } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { en } from '../../strings/en.ts';
import { Containers, Images } from './engine-lists.tsx';
import { type DockerHost, hostNameOf, hostTruthOf, useDockerHost } from './queries.ts';

const lists = { containers: Containers, images: Images } as const;
type ListName = keyof typeof lists;
const names = Object.keys(lists) as readonly ListName[];

const Gone = (): ReactNode => (
  <>
    <PageHead title={en.hosts.one.gone} truth={en.hosts.one.goneBody} />
    <Link href="/hosts" className="button">
      {en.hosts.one.toList}
    </Link>
  </>
);

const Found = ({ host, list }: { readonly host: DockerHost; readonly list: ListName }) => {
  const List = lists[list];
  const pathOf = (name: ListName): string => `/hosts/${host.id}/${name}`;
  const { connection } = host.beacon;
  return (
    <>
      <PageHead
        title={hostNameOf(host)}
        truth={hostTruthOf(host)}
        actions={
          connection !== null && (
            <Link href={`/devices/${connection.device}`} className="button plain">
              {en.hosts.one.toDevice}
            </Link>
          )
        }
      />
      <Tabs
        label={en.hosts.one.parts}
        tabs={names.map((name) => ({ path: pathOf(name), word: en.hosts.one.tabs[name] }))}
        shown={pathOf(list)}
      />
      <List host={host.id} />
    </>
  );
};

/** What was known of it stays while it does not answer. */
export const HostPage = ({
  params,
}: {
  readonly params: Readonly<Record<string, string | undefined>>;
}): ReactNode => {
  const id = params['id'] ?? '';
  const { data, error } = useDockerHost(id);
  const list = names.find((name) => name === (params['tab'] ?? 'containers'));
  if (list === undefined) return <Redirect to={`/hosts/${id}`} replace />;
  if (codeOf(error) === 'docker_host_not_found') return <Gone />;
  if (data !== undefined) return <Found host={data} list={list} />;
  return error === null ? <Loading /> : <ProblemNotice error={error} />;
};
