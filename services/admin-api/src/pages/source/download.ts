/** A file of a repository as a download: whatever it is, no browser takes it for a page of ours. */
import type { Reply } from '@moorgate/http';
import type { OpenedRepositoryFile } from '@moorgate/source';

/** The name in both forms of RFC 6266, section 4.3. */
const dispositionOf = (name: string): string => {
  const plain = name.replace(/[^A-Za-z0-9._-]/g, '_');
  const whole = encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
};

/** The reply; its bytes are sent as they are read. */
export const downloadReply = (path: string, file: OpenedRepositoryFile): Reply => ({
  status: 200,
  headers: {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': dispositionOf(path.split('/').at(-1) ?? 'file'),
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  },
  stream: { bytes: file.bytes, lengthBytes: file.lengthBytes },
});
