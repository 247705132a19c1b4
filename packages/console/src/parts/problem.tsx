/** What went wrong, in the words of the server, with the page that says what can be done about it. */
import { ApiError, type ProblemIssue } from '@moorgate/client';
import type { ReactNode } from 'react';
import { codeOf } from '../api/api.ts';
import { en } from '../strings/en.ts';

const titleOf = (error: unknown): string =>
  error instanceof ApiError ? error.problem.title : en.broken.unreachable;

const detailOf = (error: unknown): string | null =>
  error instanceof ApiError ? error.problem.detail : null;

/** A link to the page of a code. */
export const CodeLink = ({ code }: { readonly code: string }): ReactNode => (
  <a href={`/errors/${code}`} target="_blank" rel="noreferrer">
    {en.broken.code(code)}
  </a>
);

const issuesOf = (error: unknown): readonly ProblemIssue[] =>
  error instanceof ApiError ? error.problem.issues : [];

const partsOf = (pointer: string): readonly string[] =>
  pointer
    .replace(/^\/body(?=\/)/, '')
    .split('/')
    .slice(1);

const fieldOf = (pointer: string): string => (partsOf(pointer)[0] ?? '').toLowerCase();

/** What is within a field is named by its path. */
const wordsOf = (pointer: string, message: string): string =>
  [partsOf(pointer).slice(1).join('.'), message].filter(Boolean).join(' ');

/** What is wrong with one field of a request, named by the first part of its pointer (`name`, `instances`); empty without. */
export const issuesAt = (error: unknown, field: string): readonly string[] =>
  issuesOf(error)
    .filter(({ pointer }) => fieldOf(pointer) === field)
    .map(({ pointer, message }) => wordsOf(pointer, message));

/** Told at once to whoever listens instead of looking; nothing without an error. */
export const ProblemNotice = ({
  error,
  fields = [],
}: {
  readonly error: unknown;
  /** The fields at which it stands what is wrong with them. */
  readonly fields?: readonly string[];
}): ReactNode => {
  if (error === null || error === undefined) return null;
  const code = codeOf(error);
  const detail = detailOf(error);
  return (
    <div className="notice bad" role="alert">
      <p>
        <strong>{titleOf(error)}</strong> {detail}
      </p>
      {issuesOf(error)
        .filter(({ pointer }) => !fields.includes(fieldOf(pointer)))
        .map(({ pointer, message }) => (
          <p key={`${pointer} ${message}`}>
            <code>{partsOf(pointer).join('.')}</code> {message}
          </p>
        ))}
      {code !== null && (
        <p>
          <CodeLink code={code} />
        </p>
      )}
    </div>
  );
};
