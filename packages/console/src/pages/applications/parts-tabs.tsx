/** The two lists of this place. */
import type { ReactNode } from 'react';
import { useRights } from '../../api/self.ts';
import { Tabs } from '../../parts/tabs.tsx';
import { en } from '../../strings/en.ts';

/** Those that one may see. */
export const PartsTabs = ({ shown }: { readonly shown: '/applications' | '/hosts' }): ReactNode => {
  const may = useRights();
  const tabs = [
    ...(may('applications:use') ? [{ path: '/applications', word: en.applications.title }] : []),
    ...(may('docker:read') ? [{ path: '/hosts', word: en.hosts.title }] : []),
  ];
  return <Tabs label={en.applications.parts} tabs={tabs} shown={shown} />;
};
