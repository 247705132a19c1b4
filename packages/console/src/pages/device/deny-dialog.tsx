/** Denying a device: what is destroyed, why it is done, and that it is out. */
import { type ReactNode, useId, useState } from 'react';
import { Link } from 'wouter';
import { CancelButton, Dialog } from '../../parts/dialog.tsx';
import { ProblemNotice } from '../../parts/problem.tsx';
import { en } from '../../strings/en.ts';
import { type Device, useDenial, useDeviceKeys } from './queries.ts';

interface DenyDialogProps {
  readonly device: Device;
  onClose(): void;
}

const Losses = ({ device }: { readonly device: Device }): ReactNode => {
  const { data: keys } = useDeviceKeys(device.uuid);
  const labels = Object.keys(device.labels).length;
  const others = (keys ?? []).filter(({ state }) => state !== 'live').length;
  return (
    <ul>
      {labels > 0 && <li>{en.deny.labels(labels)}</li>}
      {device['update-name'] !== '' && <li>{en.deny.update(device['update-name'])}</li>}
      {others > 0 && <li>{en.deny.keys(others)}</li>}
      <li>{en.deny.reports}</li>
    </ul>
  );
};

const Done = ({ ms }: { readonly ms: number }): ReactNode => (
  <>
    <p role="status">{en.deny.done(ms)}</p>
    <div className="actions">
      <Link href="/access-problems/denied" className="button" autoFocus>
        {en.deny.toDenied}
      </Link>
    </div>
  </>
);

/** Nothing happens before it is confirmed; what was typed stays after an error. */
export const DenyDialog = ({ device, onClose }: DenyDialogProps): ReactNode => {
  const [reason, setReason] = useState('');
  const id = useId();
  const { mutate, data, error, isPending } = useDenial(device.uuid);
  if (data !== undefined)
    return (
      <Dialog title={en.deny.doneTitle} onClose={onClose}>
        <Done ms={data} />
      </Dialog>
    );
  return (
    <Dialog title={en.deny.title(device.labels['name'] ?? device.uuid)} onClose={onClose}>
      <p>{en.deny.body}</p>
      <Losses device={device} />
      <p>{en.deny.kept}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate(reason.trim());
        }}
      >
        <div className="field">
          <label htmlFor={id}>{en.deny.reason}</label>
          <input
            id={id}
            autoFocus
            maxLength={500}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
          <p className="hint">{en.deny.reasonHint}</p>
        </div>
        <ProblemNotice error={error} />
        <div className="actions">
          <button className="harm" disabled={isPending}>
            {en.deny.confirm}
          </button>
          <CancelButton onClose={onClose} />
        </div>
      </form>
    </Dialog>
  );
};
