/** The way out when the session has ended. */
import type { ReactNode } from 'react';
import { addressBefore } from '../api/session-end.ts';
import { Dialog } from '../parts/dialog.tsx';
import { en } from '../strings/en.ts';

/** Cannot be closed: without a session nothing works. What is on the screen can still be seen behind it. */
export const SessionEndDialog = (): ReactNode => (
  <Dialog title={en.sessionEnd.title} onClose={() => undefined}>
    <p>{en.sessionEnd.body}</p>
    <div className="actions">
      <a className="button" href={addressBefore('login')}>
        {en.sessionEnd.logIn}
      </a>
    </div>
  </Dialog>
);
