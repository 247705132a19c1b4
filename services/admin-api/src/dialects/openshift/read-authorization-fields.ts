/** What a request asks for of a new authorization, read with the leniency of the original. */
import { fault, type Issue } from '@moorgate/errors';
import { defaultScope, lifetimeSeconds, parseScopeText, scopeRule } from './scope-grammar.ts';

/** The fields as a body or a query has them. */
export type AuthorizationFields = Readonly<Partial<Record<string, unknown>>>;

/** What is asked for. */
export interface AuthorizationRequest {
  readonly scopes: readonly string[];
  /** Undefined where none was sent. */
  readonly note: string | undefined;
  readonly lifetimeSeconds: number;
  readonly isReuse: boolean;
}

const noteLengthMax = 4_096;

/** Numbers and booleans of JSON count as their text; null for what is neither text nor nothing. */
const textOf = (value: unknown): string | null | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
};

/** Null for scopes that are none; a list of texts counts as one text. */
const readScopes = (value: unknown): readonly string[] | null => {
  const text = textOf(Array.isArray(value) ? value.join(' ') : value);
  return text === null ? null : parseScopeText(text ?? defaultScope);
};

/** Null where there is no integer. */
const readInteger = (value: unknown): number | null => {
  const text = textOf(value) ?? '';
  return /^[+-]?\d{1,15}$/.test(text.trim()) ? Number(text) : null;
};

/** Null for a text that is neither true nor false; nothing, also an empty text, is false. */
const readBoolean = (value: unknown): boolean | null => {
  const text = textOf(value);
  if (text === undefined || text === '') return false;
  const lower = text?.toLowerCase();
  return lower === 'true' || lower === 'false' ? lower === 'true' : null;
};

/** The note that is sent; undefined without one. Throws `invalid_request` for one that is too long, or no text. */
export const readNote = ({ note }: AuthorizationFields): string | undefined => {
  const text = textOf(note);
  if (text !== null && (text?.length ?? 0) <= noteLengthMax) return text;
  const message = `Note must be a text of at most ${noteLengthMax} characters.`;
  throw fault('invalid_request', { issues: [{ pointer: '/body/note', message }] });
};

const invalid = (field: string, message: string): Issue => ({ pointer: `/body/${field}`, message });

/** What the fields ask for. Throws `invalid_request` with the words of the original. */
export const readAuthorizationFields = (fields: AuthorizationFields): AuthorizationRequest => {
  const scopes = readScopes(fields['scope'] ?? fields['scopes']);
  if (scopes === null) throw fault('invalid_request', { issues: [invalid('scopes', scopeRule)] });
  const isReuse = readBoolean(fields['reuse']);
  if (isReuse === null) {
    const message = `Invalid value '${JSON.stringify(fields['reuse']).replaceAll('"', '')}'. Valid options: [true, false]`;
    throw fault('invalid_request', { issues: [invalid('reuse', message)] });
  }
  return {
    scopes,
    note: readNote(fields),
    lifetimeSeconds: lifetimeSeconds(scopes, readInteger(fields['expires_in'])),
    isReuse,
  };
};
