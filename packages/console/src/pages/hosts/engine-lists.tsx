/** What the engine of a host has: containers and images. */
import type { ReactNode } from 'react';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, Loading } from '../../parts/loading.tsx';
import { Moment } from '../../parts/moment.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { en } from '../../strings/en.ts';
import { type Container, containerNameOf, type Image, useEngineList } from './queries.ts';

interface EngineListProps<Item> {
  readonly host: string;
  readonly target: string;
  readonly label: string;
  readonly words: {
    readonly columns: readonly string[];
    readonly none: string;
    readonly noneBody: string;
  };
  readonly row: (item: Item) => ReactNode;
}

const EngineList = <Item,>(props: EngineListProps<Item>): ReactNode => {
  const { host, target, label, words, row } = props;
  const { data, error } = useEngineList<Item>(host, target);
  const silence = error !== null && (
    <>
      <ProblemNotice error={error} />
      <p>{en.hosts.one.silent}</p>
    </>
  );
  if (data === undefined) return silence === false ? <Loading /> : silence;
  return (
    <>
      {silence}
      {data.length === 0 ? (
        <Empty title={words.none}>
          <p>{words.noneBody}</p>
        </Empty>
      ) : (
        <DataTable label={label} columns={words.columns}>
          {data.map(row)}
        </DataTable>
      )}
    </>
  );
};

const containerRow = (container: Container): ReactNode => (
  <tr key={container.Id}>
    <th scope="row">{containerNameOf(container)}</th>
    <td>
      <StateMark
        state={container.State === 'running' ? 'container-running' : 'container-stopped'}
      />
    </td>
    <td className="wrapping mono">{container.Image}</td>
    <td>{container.Status}</td>
  </tr>
);

const imageRow = (image: Image): ReactNode => (
  <tr key={image.Id}>
    <th scope="row" className="mono wrapping">
      {image.RepoTags?.join(', ') ?? en.hosts.images.untagged}
    </th>
    <td className="nowrap">{en.hosts.images.megabytes(image.Size)}</td>
    <td>
      <Moment at={image.Created} />
    </td>
  </tr>
);

/** All containers, those that have ended too. */
export const Containers = ({ host }: { readonly host: string }): ReactNode => (
  <EngineList<Container>
    host={host}
    target="containers/json?all=true"
    label={en.hosts.one.tabs.containers}
    words={en.hosts.containers}
    row={containerRow}
  />
);

/** All images. */
export const Images = ({ host }: { readonly host: string }): ReactNode => (
  <EngineList<Image>
    host={host}
    target="images/json"
    label={en.hosts.one.tabs.images}
    words={en.hosts.images}
    row={imageRow}
  />
);
