/** The gateways: whether each follows the changes that operators make, and how many devices it serves. */
import type { ReactNode } from 'react';
import { Empty } from '../../parts/loading.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { count, en } from '../../strings/en.ts';
import type { Gateway } from './queries.ts';

const lagOf = ({ workers }: Gateway): number =>
  Math.max(0, ...workers.map((worker) => worker['changes-behind']));

const Row = ({ gateway }: { readonly gateway: Gateway }): ReactNode => (
  <tr>
    <th scope="row">{gateway.name}</th>
    <td>
      <StateMark state={gateway.state} />
    </td>
    <td className="number">{count(lagOf(gateway))}</td>
    <td className="number">{count(gateway.connections)}</td>
    <td className="number">{count(gateway.workers.length)}</td>
  </tr>
);

/** By name. */
export const GatewaysTable = ({
  gateways,
}: {
  readonly gateways: readonly Gateway[];
}): ReactNode =>
  gateways.length === 0 ? (
    <Empty title={en.overview.noGateways}>
      <p>{en.overview.noGatewaysRemedy}</p>
    </Empty>
  ) : (
    <TableFrame label={en.overview.gateways}>
      <table>
        <thead>
          <tr>
            <th scope="col">{en.overview.gateway}</th>
            <th scope="col">{en.overview.state}</th>
            <th scope="col" className="number">
              {en.overview.behind}
            </th>
            <th scope="col" className="number">
              {en.overview.connections}
            </th>
            <th scope="col" className="number">
              {en.overview.workers}
            </th>
          </tr>
        </thead>
        <tbody>
          {gateways.map((gateway) => (
            <Row key={gateway.name} gateway={gateway} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
