/** Whether the session has ended while the console was open. */
import { useSyncExternalStore } from 'react';

let hasEnded = false;
const listeners = new Set<() => void>();

/** Says that it has. It does not begin again on this page: logging in loads another. */
export const noteSessionEnd = (): void => {
  hasEnded = true;
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** True from the end of the session on. */
export const useSessionEnd = (): boolean => useSyncExternalStore(subscribe, () => hasEnded);

/** The pages before the console. */
export type PageBefore = 'login' | 'password' | 'second-factor';

/** The address of one of them, which leads back to where one is. */
export const addressBefore = (page: PageBefore): string => {
  const { pathname, search } = window.location;
  const query = new URLSearchParams({ 'return-to': `${pathname}${search}` });
  return `/oauth2/pages/${page}?${query.toString()}`;
};
