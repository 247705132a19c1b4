export { adminApiConfigDefinition } from './config.ts';
export { nativeEndpoints, nativePrefixes } from './dialects/native/index.ts';
