/** Where there is no such application. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { PageHead } from '../../parts/page-head.tsx';
import { en } from '../../strings/en.ts';

/** With the way to those that there are. */
export const Gone = (): ReactNode => (
  <>
    <PageHead title={en.applications.one.gone} truth={en.applications.one.goneBody} />
    <Link href="/applications" className="button">
      {en.applications.one.toList}
    </Link>
  </>
);
