/** The files that users have opened. */

export interface RecentFilesTable {
  user_id: string;
  /** What the file belongs to. */
  file_id: string;
  path: string;
  revision: string;
  /** The device whose file it is. */
  device_uuid: string | null;
  opened_at: Date;
}
