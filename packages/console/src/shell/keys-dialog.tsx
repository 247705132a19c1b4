/** The list of all keys. */
import type { ReactNode } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { en } from '../strings/en.ts';

/** Opened by `?`. */
export const KeysDialog = ({ onClose }: { onClose(): void }): ReactNode => (
  <Dialog title={en.keys.title} onClose={onClose}>
    <table className="keys-list">
      <thead>
        <tr>
          <th scope="col">{en.keys.key}</th>
          <th scope="col">{en.keys.does}</th>
        </tr>
      </thead>
      <tbody>
        {en.keys.list.map(([key, does]) => (
          <tr key={key}>
            <td>
              <kbd>{key}</kbd>
            </td>
            <td>{does}</td>
          </tr>
        ))}
      </tbody>
    </table>
    <div className="actions">
      <button type="button" className="plain" onClick={onClose}>
        {en.shell.close}
      </button>
    </div>
  </Dialog>
);
