export { limitsOf, readRunnerConfig, type RunnerConfig, runnerConfigDefinition } from './config.ts';
export type { RunnerSettings } from './settings.ts';
export { type Runner, startRunner } from './start-runner.ts';
