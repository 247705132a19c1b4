export { type ContainerRegistryConfig, containerRegistryConfigDefinition } from './config.ts';
