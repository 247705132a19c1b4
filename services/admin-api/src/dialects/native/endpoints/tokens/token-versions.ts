/** The entity tag of a token. */

/** What changes without anybody's doing has no part in the entity tag of a token. */
export const tokenVersions = {
  except: ['state', 'uses', 'last-used-at', 'last-used-from'],
} as const;
