export { type DataDirectory, openDataDirectory } from './data-directory.ts';
export type { SimulationSettings } from './simulate/run-simulator.ts';
export { operatorContext } from './store.ts';
export { findProgram } from './up/find-program.ts';
export { registryCommand } from './up/keep-registry.ts';
export { adminApiCommand, deviceGatewayCommand } from './up/service-commands.ts';
export { type RunningService, type ServiceCommand, startService } from './up/services.ts';
