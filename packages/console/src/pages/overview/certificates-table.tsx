/** The certificates of the installation, the first to end first. */
import type { ReactNode } from 'react';
import { Moment } from '../../parts/moment.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { en } from '../../strings/en.ts';
import type { Certificate } from './queries.ts';

/** How many are shown: the others end later. */
const shownMax = 5;

/** Those that end first. */
export const CertificatesTable = ({
  certificates,
}: {
  readonly certificates: readonly Certificate[];
}): ReactNode => (
  <TableFrame label={en.overview.certificates}>
    <table>
      <thead>
        <tr>
          <th scope="col">{en.overview.subject}</th>
          <th scope="col">{en.overview.kind}</th>
          <th scope="col">{en.overview.state}</th>
          <th scope="col">{en.overview.ends}</th>
        </tr>
      </thead>
      <tbody>
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
      </tbody>
    </table>
  </TableFrame>
);
