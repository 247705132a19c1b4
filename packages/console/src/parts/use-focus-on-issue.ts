/** Where somebody goes on after a form was not taken. */
import { type RefObject, useEffect, useRef } from 'react';

/** Puts the focus on the first field that something is wrong with, each time that there is another reason. */
export const useFocusOnIssue = (reason: unknown): RefObject<HTMLFormElement | null> => {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (reason !== null) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [reason]);
  return form;
};
