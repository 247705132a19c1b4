/** The places, each loaded when somebody goes there. */
import { type ComponentType, lazy, type ReactNode } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { MissingPage } from './shell/missing-page.tsx';

type Page = ComponentType<{ readonly params: Readonly<Record<string, string>> }>;

/** A module exports its page by name, like everything here. */
const page = <Name extends string>(
  load: () => Promise<Readonly<Record<Name, ComponentType<never>>>>,
  name: Name,
): Page => lazy(async () => ({ default: (await load())[name] as Page }));

const Overview = page(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage');
const Devices = page(() => import('./pages/devices/devices-page.tsx'), 'DevicesPage');
const Device = page(() => import('./pages/device/device-page.tsx'), 'DevicePage');
const AccessProblems = page(
  () => import('./pages/access-problems/access-problems-page.tsx'),
  'AccessProblemsPage',
);
const Tokens = page(() => import('./pages/tokens/tokens-page.tsx'), 'TokensPage');
const Applications = page(
  () => import('./pages/applications/applications-page.tsx'),
  'ApplicationsPage',
);
const NewApplication = page(
  () => import('./pages/new-application/new-application-page.tsx'),
  'NewApplicationPage',
);
const Application = page(
  () => import('./pages/application/application-page.tsx'),
  'ApplicationPage',
);
const UpdateApplication = page(() => import('./pages/application/update-page.tsx'), 'UpdatePage');
const Operation = page(() => import('./pages/operation/operation-page.tsx'), 'OperationPage');
const Hosts = page(() => import('./pages/hosts/hosts-page.tsx'), 'HostsPage');
const Host = page(() => import('./pages/hosts/host-page.tsx'), 'HostPage');
const Sessions = page(() => import('./pages/sessions/sessions-page.tsx'), 'SessionsPage');
const Password = page(() => import('./pages/password/password-page.tsx'), 'PasswordPage');
const Users = page(() => import('./pages/users/users-page.tsx'), 'UsersPage');
const User = page(() => import('./pages/user/user-page.tsx'), 'UserPage');
const Roles = page(() => import('./pages/roles/roles-page.tsx'), 'RolesPage');
const ServiceAccounts = page(
  () => import('./pages/service-accounts/service-accounts-page.tsx'),
  'ServiceAccountsPage',
);
const Audit = page(() => import('./pages/audit/audit-page.tsx'), 'AuditPage');

/** The place of the address. */
export const Routes = (): ReactNode => (
  <Switch>
    <Route path="/" component={Overview} />
    <Route path="/devices" component={Devices} />
    <Route path="/devices/:uuid" component={Device} />
    <Route path="/access-problems/:kind?" component={AccessProblems} />
    <Route path="/applications" component={Applications} />
    <Route path="/applications/new" component={NewApplication} />
    <Route path="/applications/:application/update" component={UpdateApplication} />
    <Route path="/applications/:application/:tab?" component={Application} />
    <Route path="/operations/:id" component={Operation} />
    <Route path="/hosts" component={Hosts} />
    <Route path="/hosts/:id/:tab?" component={Host} />
    <Route path="/settings/tokens" component={Tokens} />
    <Route path="/settings/sessions" component={Sessions} />
    <Route path="/settings/security" component={Password} />
    <Route path="/admin/users" component={Users} />
    <Route path="/admin/users/:username/:tab?" component={User} />
    <Route path="/admin/roles" component={Roles} />
    <Route path="/admin/service-accounts" component={ServiceAccounts} />
    <Route path="/admin/audit" component={Audit} />
    <Route path="/settings">
      <Redirect to="/settings/tokens" replace />
    </Route>
    <Route component={MissingPage} />
  </Switch>
);
