/** Shown where nothing is. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { PageHead } from '../parts/page-head.tsx';
import { en } from '../strings/en.ts';

/** With a way out. */
export const MissingPage = (): ReactNode => (
  <>
    <PageHead title={en.broken.missing} truth={en.broken.missingBody} />
    <Link href="/" className="button">
      {en.broken.toOverview}
    </Link>
  </>
);
