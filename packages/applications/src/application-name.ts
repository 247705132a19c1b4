/** How applications may be called: their names become those of containers. */
import { fault } from '@moorgate/errors';

const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$/;

/** Containers on their way in and out are called like their application, with one of these behind it. */
export const temporarySuffixes = { next: '_tmp', former: '_old' } as const;

const ruleOf = (name: string): string | null => {
  if (name === '') return 'must not be empty';
  if (!namePattern.test(name))
    return 'must be 2 to 128 letters, digits, dots, dashes and underscores, the first a letter or a digit';
  if (/^\d+$/.test(name)) return 'must not be digits alone, which are read as an id';
  return Object.values(temporarySuffixes).some((suffix) => name.endsWith(suffix))
    ? 'must not end with _tmp or _old, as containers do while they are replaced'
    : null;
};

/** Whether a container of an application can have this name. */
export const isUsableName = (name: string): boolean => ruleOf(name) === null;

/** Passes for a name that an application may have. Throws `invalid_request`. */
export const checkApplicationName = (name: string): void => {
  const message = ruleOf(name);
  if (message !== null) throw fault('invalid_request', { issues: [{ pointer: '/Name', message }] });
};
