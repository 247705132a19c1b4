/** The denied list. */
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { useRights } from '../../api/self.ts';
import { Moment } from '../../parts/moment.tsx';
import { Said } from '../../parts/said.tsx';
import { en } from '../../strings/en.ts';
import { PagedList, wordColumn } from '../../parts/paged-list.tsx';
import { type DeniedDevice, useDeniedDevices, type WayBack } from './queries.ts';
import { UndenyDialog } from './undeny-dialog.tsx';

const words = en.access.deniedColumns;

const factColumns = [
  wordColumn<DeniedDevice>(words.device, ({ uuid }) => <span className="mono">{uuid}</span>),
  wordColumn<DeniedDevice>(
    words.why,
    ({ reason }) => reason ?? <span className="quiet-text">{en.access.noReason}</span>,
  ),
  wordColumn<DeniedDevice>(words.by, (denied) => denied['denied-by'], true),
  wordColumn<DeniedDevice>(words.when, (denied) => <Moment at={denied['denied-at']} />, true),
];

const remedyColumn = (onUndeny: (uuid: string) => void) =>
  wordColumn<DeniedDevice>(words.remedy, ({ uuid }) => (
    <button
      type="button"
      className="plain"
      aria-label={en.access.undenyOf(uuid)}
      onClick={() => onUndeny(uuid)}
    >
      {en.access.undeny}
    </button>
  ));

interface Done {
  readonly uuid: string;
  readonly way: WayBack;
}

const DoneNotice = ({ uuid, way }: Done): ReactNode => (
  <Said key={uuid}>
    {en.undeny.done[way](uuid)}{' '}
    {way !== 'anew' && <Link href={`/devices/${uuid}`}>{en.undeny.toDevice}</Link>}
  </Said>
);

/** Each with who denied it and why, and the way back. */
export const DeniedList = (): ReactNode => {
  const pages = useDeniedDevices();
  const may = useRights();
  const [asked, setAsked] = useState<string | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  return (
    <>
      {done !== null && <DoneNotice {...done} />}
      <PagedList
        label={en.access.kinds.denied}
        pages={pages}
        columns={may('devices:delete') ? [...factColumns, remedyColumn(setAsked)] : factColumns}
        none={{ title: en.access.noneDenied, body: en.access.noneDeniedBody }}
        keyOf={({ uuid }) => uuid}
      />
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
