/** Whether the fleet is well. */
import type { ReactNode } from 'react';
import { PageHead } from '../../parts/page-head.tsx';
import { en } from '../../strings/en.ts';

/** Numbers, each of which leads to the list behind it. */
export const OverviewPage = (): ReactNode => <PageHead title={en.places.overview} />;
