/** The pages of the settings: one’s own, and those of administrators. */
import type { ReactNode } from 'react';
import { useRights } from '../../api/self.ts';
import { Tabs } from '../../parts/tabs.tsx';
import { en } from '../../strings/en.ts';

const own = [
  { path: '/settings/tokens', word: en.tokens.title },
  { path: '/settings/sessions', word: en.self.sessions.title },
  { path: '/settings/security', word: en.self.password.title },
] as const;

const { names } = en.admin;

/** With the scope that each needs. */
const ofAdministrators = [
  { path: '/admin/users', word: names.users, scope: 'users:read' },
  { path: '/admin/roles', word: names.roles, scope: 'users:read' },
  { path: '/admin/service-accounts', word: names['service-accounts'], scope: 'users:read' },
  { path: '/admin/audit', word: names.audit, scope: 'audit:read' },
] as const;

/** A page of the settings. */
export type SettingsPath = (typeof own | typeof ofAdministrators)[number]['path'];

/** Those that whoever is logged in may see. */
export const SettingsTabs = ({ shown }: { readonly shown: SettingsPath }): ReactNode => {
  const may = useRights();
  const tabs = [...own, ...ofAdministrators.filter(({ scope }) => may(scope))];
  return <Tabs label={en.admin.tabs} tabs={tabs} shown={shown} />;
};
