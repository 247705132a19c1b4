/** The entity tag of an application credential. */

/** What changes without anybody's doing has no part in the entity tag of a credential. */
export const credentialVersions = {
  except: ['state', 'last-used-at', 'last-used-from'],
} as const;
