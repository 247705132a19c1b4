export { type ContainerRegistryConfig, containerRegistryConfigDefinition } from './config.ts';
export { type ContainerRegistry, startContainerRegistry } from './start-container-registry.ts';
