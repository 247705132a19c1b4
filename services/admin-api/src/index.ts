export { type AdminApiConfig, adminApiConfigDefinition } from './config.ts';
export type { DialectFace } from './dialects/define-face.ts';
export { dialectFaces } from './dialects/index.ts';
export { nativeFace } from './dialects/native/index.ts';
export { toSealedAuditRecordBody } from './dialects/native/translate-audit.ts';
export { startAdminApi } from './start-admin-api.ts';
