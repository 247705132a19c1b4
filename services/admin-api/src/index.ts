export { createApp, type AppServices } from './app.ts';
export { adminApiConfigDefinition, type AdminApiConfig } from './config.ts';
export { nativeEndpoints, nativePrefixes } from './dialects/native/index.ts';
export { startAdminApi, type AdminApi } from './start-admin-api.ts';
