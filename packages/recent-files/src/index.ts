export { listRecentFiles } from './list-recent-files.ts';
export { type OpenedFile, noteOpenedFiles } from './note-opened-files.ts';
export type { RecentFile } from './recent-file.ts';
