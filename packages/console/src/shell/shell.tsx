/** The frame of every page. */
import { type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { ErrorBoundary, type FallbackProps } from 'react-error-boundary';
import { useLocation } from 'wouter';
import { useSelf } from '../api/self.ts';
import { useSessionEnd } from '../api/session-end.ts';
import { Loading } from '../parts/loading.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { ProblemNotice } from '../parts/problem.tsx';
import { en } from '../strings/en.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { SearchDialog } from './search-dialog.tsx';
import { SessionEndDialog } from './session-end-dialog.tsx';
import { SideBar } from './side-bar.tsx';
import { StaleLine } from './stale-line.tsx';
import { TopBar } from './top-bar.tsx';
import { useKeys } from './use-keys.ts';

const BrokenPage = ({ error, resetErrorBoundary }: FallbackProps): ReactNode => (
  <>
    <PageHead title={en.broken.title} truth={en.broken.body} />
    <ProblemNotice error={error} />
    <button type="button" onClick={() => resetErrorBoundary()}>
      {en.broken.again}
    </button>
  </>
);

/** Whoever goes to another place hears, and is at, its beginning. */
const useFocusOnPlace = (path: string): React.RefObject<HTMLElement | null> => {
  const main = useRef<HTMLElement>(null);
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    window.scrollTo(0, 0);
    main.current?.focus();
  }, [path]);
  return main;
};

type Opened = 'search' | 'keys' | null;

/** What was opened over the page, if anything. */
const Opening = ({ opened, close }: { opened: Opened; close(): void }): ReactNode => {
  if (useSessionEnd()) return <SessionEndDialog />;
  if (opened === 'search') return <SearchDialog onClose={close} />;
  return opened === 'keys' ? <KeysDialog onClose={close} /> : null;
};

/** Around a page; what fails in a page leaves the frame. */
export const Shell = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const { data: self } = useSelf();
  const [path] = useLocation();
  const [opened, setOpened] = useState<Opened>(null);
  const openSearch = useCallback(() => setOpened('search'), []);
  const openKeys = useCallback(() => setOpened('keys'), []);
  useKeys({ openSearch, openKeys });
  const main = useFocusOnPlace(path);
  return (
    <div className="shell">
      <a className="button skip" href="#content">
        {en.shell.skip}
      </a>
      <TopBar person={self.username} openSearch={openSearch} openKeys={openKeys} />
      <SideBar />
      <main id="content" className="page" tabIndex={-1} ref={main}>
        <StaleLine />
        <ErrorBoundary FallbackComponent={BrokenPage} resetKeys={[path]}>
          <Suspense fallback={<Loading />}>{children}</Suspense>
        </ErrorBoundary>
      </main>
      <Opening opened={opened} close={() => setOpened(null)} />
    </div>
  );
};
