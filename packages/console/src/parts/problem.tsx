/** What went wrong, in the words of the server, with the page that says what can be done about it. */
import { ApiError } from '@moorgate/client';
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

/** Told at once to whoever listens instead of looking; nothing without an error. */
export const ProblemNotice = ({ error }: { readonly error: unknown }): ReactNode => {
  if (error === null || error === undefined) return null;
  const code = codeOf(error);
  const detail = detailOf(error);
  return (
    <div className="notice bad" role="alert">
      <p>
        <strong>{titleOf(error)}</strong> {detail}
      </p>
      {code !== null && (
        <p>
          <CodeLink code={code} />
        </p>
      )}
    </div>
  );
};
