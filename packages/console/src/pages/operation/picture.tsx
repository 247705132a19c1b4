/** An operation as a picture: a row for each host, a column for each step, filled as the stream goes on. */
import type { ReactNode } from 'react';
import '../../look/operation.css';
import { Empty } from '../../parts/loading.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { en } from '../../strings/en.ts';
import type { Operation } from '../applications/queries.ts';
import { type Stage, stepStateOf } from './stages.ts';

type Host = Operation['hosts'][number];

const Row = ({ host, stages }: { host: Host; stages: readonly Stage[] }): ReactNode => (
  <tr>
    <th scope="row">
      <div className="name-link">
        <span className="name">{host.name}</span>
        <span className="mono">{host.address}</span>
      </div>
    </th>
    {stages.map((stage, place) => {
      const state = stepStateOf(stage, host.address);
      return (
        <td key={place} className={state === null ? undefined : `step ${state}`}>
          {state === null ? '–' : <StateMark state={state} />}
        </td>
      );
    })}
    <td>{host.outcome ?? en.operations.states[host.state]}</td>
  </tr>
);

/** Read by a screen reader as the table that it is. */
export const Picture = ({
  operation,
  stages,
}: {
  readonly operation: Operation;
  readonly stages: readonly Stage[];
}): ReactNode => {
  if (stages.length === 0)
    return (
      <Empty title={en.operations.noSteps}>
        <p>{en.operations.noStepsBody}</p>
      </Empty>
    );
  return (
    <TableFrame label={en.operations.picture}>
      <table className="steps">
        <thead>
          <tr>
            <th scope="col">{en.operations.host}</th>
            {stages.map(({ label }, place) => (
              <th key={place} scope="col">
                {label}
              </th>
            ))}
            <th scope="col">{en.operations.end}</th>
          </tr>
        </thead>
        <tbody>
          {operation.hosts.map((host) => (
            <Row key={`${host.address} ${host.role}`} host={host} stages={stages} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
};

/** What hosts said beside that they are done, in the order of the steps. */
export const SaidByHosts = ({ stages }: { readonly stages: readonly Stage[] }): ReactNode => {
  const remarks = stages.flatMap(({ label, said }, place) =>
    [...said]
      .filter(([, { status, message }]) => status !== 'OK' && message !== '')
      .map(([address, { message }]) => ({ key: `${place} ${address}`, address, label, message })),
  );
  if (remarks.length === 0) return null;
  return (
    <section className="panel">
      <h2>{en.operations.said}</h2>
      <TableFrame label={en.operations.said}>
        <table>
          <thead>
            <tr>
              {en.operations.saidColumns.map((words) => (
                <th key={words} scope="col">
                  {words}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {remarks.map(({ key, address, label, message }) => (
              <tr key={key}>
                <th scope="row" className="mono">
                  {address}
                </th>
                <td>{label}</td>
                <td className="said-words">{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
};
