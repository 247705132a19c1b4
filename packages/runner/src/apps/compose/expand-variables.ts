/** Variables in names of images. */
import { fault } from '@moorgate/errors';

const form = /\$(?:(\$)|\{([A-Za-z_][A-Za-z0-9_]*)(?::?-([^}]*))?\}|([A-Za-z_][A-Za-z0-9_]*))/g;

/**
 * Puts in values as compose does: `$NAME`, `${NAME}`, `${NAME:-default}`, `$$`. Throws `app_unusable` for a variable that has
 * no value, because a device would put in another one.
 */
export const expandVariables = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(form, (all: string, ...groups: readonly (string | undefined)[]) => {
    const [dollar, braced, otherwise, plain] = groups;
    if (dollar !== undefined) return '$';
    const name = braced ?? plain ?? '';
    const value = Object.hasOwn(values, name) ? values[name] : otherwise;
    if (value !== undefined) return value;
    throw fault('app_unusable', { detail: `The variable ${all} of ${text} has no value.` });
  });
