/** Asks before something is done, does it, and says why it could not be done. */
import type { ReactNode } from 'react';
import { CancelButton, Dialog } from './dialog.tsx';
import { ProblemNotice } from './problem.tsx';

/** What is asked. */
export interface ConfirmDialogProps {
  readonly title: string;
  /** What becomes of what. */
  readonly children: ReactNode;
  /** The word of the button that does it. */
  readonly confirm: string;
  /** For what destroys or refuses something. */
  readonly isHarm?: boolean;
  /** False while something is missing that the question asks for. */
  readonly isReady?: boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  onConfirm(): void;
  onClose(): void;
}

/** Stays open until it is done or given up. */
export const ConfirmDialog = (props: ConfirmDialogProps): ReactNode => {
  const { title, children, confirm, isHarm = false, isReady = true, isPending, error } = props;
  return (
    <Dialog title={title} onClose={props.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          props.onConfirm();
        }}
      >
        {children}
        <ProblemNotice error={error} />
        <div className="actions">
          <button className={isHarm ? 'harm' : undefined} disabled={!isReady || isPending}>
            {confirm}
          </button>
          <CancelButton onClose={props.onClose} />
        </div>
      </form>
    </Dialog>
  );
};
