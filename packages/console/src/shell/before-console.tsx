/** What is shown where the console itself cannot be: on the way to the login, or without a server. */
import { type ReactNode, useEffect } from 'react';
import type { FallbackProps } from 'react-error-boundary';
import { codeOf, isUnauthenticated } from '../api/api.ts';
import { addressBefore, type PageBefore } from '../api/session-end.ts';
import { Loading } from '../parts/loading.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import { en } from '../strings/en.ts';

/** The page that comes first for who is refused so; null where there is none. */
const pageBefore = (error: unknown): PageBefore | null => {
  if (isUnauthenticated(error)) return 'login';
  const code = codeOf(error);
  if (code === 'password_expired') return 'password';
  return code === 'second_factor_setup_required' ? 'second-factor' : null;
};

/** Goes to the page that comes first; elsewhere says what is wrong, and tries again when asked. */
export const BeforeConsole = ({ error, resetErrorBoundary }: FallbackProps): ReactNode => {
  const before = pageBefore(error);
  useEffect(() => {
    if (before !== null) window.location.replace(addressBefore(before));
  }, [before]);
  if (before !== null) return <Loading />;
  return (
    <main className="page">
      <ProblemNotice error={error} />
      <button type="button" onClick={() => resetErrorBoundary()}>
        {en.broken.again}
      </button>
    </main>
  );
};
