/** A form that is a page's main part. */
import { type ReactNode, useEffect, useRef } from 'react';

/** What a form is made of. */
export interface LongFormProps {
  /** Why it was not taken; null where nothing is known to be wrong. */
  readonly refusal: unknown;
  readonly children: ReactNode;
  onSubmit(): void;
}

/** Stays as it is when it was not taken, and puts the focus on the first field that something is wrong with. */
export const LongForm = ({ refusal, children, onSubmit }: LongFormProps): ReactNode => {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusal !== null)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusal]);
  return (
    <form
      className="long-form"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
};
