export { type AdminApiConfig, adminApiConfigDefinition } from './config.ts';
export { nativeEndpoints, nativePrefixes } from './dialects/native/index.ts';
export { toSealedAuditRecordBody } from './dialects/native/translate-audit.ts';
export { startAdminApi } from './start-admin-api.ts';
