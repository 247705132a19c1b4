/** The denied list. */
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { Empty, Loading } from '../../parts/loading.tsx';
import { Moment } from '../../parts/moment.tsx';
import { CodeLink, ProblemNotice } from '../../parts/problem.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { en } from '../../strings/en.ts';
import { type DeniedDevice, useDeniedDevices, type WayBack } from './queries.ts';
import { UndenyDialog } from './undeny-dialog.tsx';

const Row = ({ denied, onUndeny }: { denied: DeniedDevice; onUndeny(): void }): ReactNode => (
  <tr>
    <th scope="row" className="mono">
      {denied.uuid}
    </th>
    <td>
      {denied.reason ?? <span className="quiet-text">{en.access.noReason}</span>}{' '}
      <CodeLink code="device_denied" />
    </td>
    <td>{denied['denied-by']}</td>
    <td>
      <Moment at={denied['denied-at']} />
    </td>
    <td>
      <button
        type="button"
        className="plain"
        aria-label={en.access.undenyOf(denied.uuid)}
        onClick={onUndeny}
      >
        {en.access.undeny}
      </button>
    </td>
  </tr>
);

interface Done {
  readonly uuid: string;
  readonly way: WayBack;
}

const DoneNotice = ({ uuid, way }: Done): ReactNode => (
  <p className="notice" role="status">
    {en.undeny.done[way](uuid)}{' '}
    {way !== 'anew' && <Link href={`/devices/${uuid}`}>{en.undeny.toDevice}</Link>}
  </p>
);

const Entries = ({
  entries,
  onUndeny,
}: {
  entries: readonly DeniedDevice[];
  onUndeny(uuid: string): void;
}): ReactNode =>
  entries.length === 0 ? (
    <Empty title={en.access.noneDenied}>
      <p>{en.access.noneDeniedBody}</p>
    </Empty>
  ) : (
    <TableFrame label={en.access.kinds.denied}>
      <table className="denied-table">
        <thead>
          <tr>
            {en.access.deniedColumns.map((words) => (
              <th key={words} scope="col">
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((denied) => (
            <Row key={denied.uuid} denied={denied} onUndeny={() => onUndeny(denied.uuid)} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );

/** Each with who denied it and why, and the way back. */
export const DeniedList = (): ReactNode => {
  const { data, error } = useDeniedDevices();
  const [asked, setAsked] = useState<string | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  if (data === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} />;
  return (
    <>
      {done !== null && <DoneNotice {...done} />}
      <Entries entries={data} onUndeny={setAsked} />
      {asked !== null && (
        <UndenyDialog
          uuid={asked}
          onClose={() => setAsked(null)}
          onDone={(uuid, way) => {
            setDone({ uuid, way });
            setAsked(null);
          }}
        />
      )}
    </>
  );
};
