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
    <Route path="/settings">
      <Redirect to="/settings/tokens" replace />
    </Route>
    <Route component={MissingPage} />
  </Switch>
);
