/** The certificates of the installation, the first to end first. */
import type { ReactNode } from 'react';
import { DataTable } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { en } from '../../strings/en.ts';
import type { Certificate } from './queries.ts';

/** How many are shown: the others end later. */
const shownMax = 5;

const columns = [en.overview.subject, en.overview.kind, en.overview.state, en.overview.ends];

/** Those that end first. */
export const CertificatesTable = ({
  certificates,
}: {
  readonly certificates: readonly Certificate[];
}): ReactNode => (
  <DataTable label={en.overview.certificates} columns={columns}>
    {certificates.slice(0, shownMax).map((one) => (
      <tr key={one.sha256}>
        <th scope="row">{one.subject}</th>
        <td>{en.overview.kinds[one.kind]}</td>
        <td>
          <StateMark state={one.state} />
        </td>
        <td>
          <Moment at={one['not-after']} />
        </td>
      </tr>
    ))}
  </DataTable>
);
