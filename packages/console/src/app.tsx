/** The console: what was fetched, the places, and the frame around them. */
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, Suspense } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Router } from 'wouter';
import { createQueryClient } from './api/query-client.ts';
import { Loading } from './parts/loading.tsx';
import { Routes } from './routes.tsx';
import { BeforeConsole } from './shell/before-console.tsx';
import { Shell } from './shell/shell.tsx';

const queryClient = createQueryClient();

/** Where it is served; every address of a place is relative to it. */
const base = '/console';

/** Leads to the login where nobody is logged in. */
export const App = (): ReactNode => (
  <QueryClientProvider client={queryClient}>
    <Router base={base}>
      <ErrorBoundary FallbackComponent={BeforeConsole}>
        <Suspense fallback={<Loading />}>
          <Shell>
            <Routes />
          </Shell>
        </Suspense>
      </ErrorBoundary>
    </Router>
  </QueryClientProvider>
);
