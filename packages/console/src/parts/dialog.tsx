/** A dialog: the element of the browser, which keeps the focus in it, closes with Escape, and gives the focus back. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { en } from '../strings/en.ts';

/** What is in it. */
export interface DialogProps {
  readonly title: string;
  /** Asked to close, by Escape; it closes by not being rendered any more. */
  onClose(): void;
  readonly children: ReactNode;
}

/** Open for as long as it is rendered. */
export const Dialog = ({ title, onClose, children }: DialogProps): ReactNode => {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
};

/** What leaves a dialog without doing what it asks. */
export const CancelButton = ({ onClose }: Pick<DialogProps, 'onClose'>): ReactNode => (
  <button type="button" className="plain" onClick={onClose}>
    {en.shell.cancel}
  </button>
);
