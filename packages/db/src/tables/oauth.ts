/** Tables about OAuth 2 beside the tokens themselves. */

/** What an OAuth client has beside what every token has; its secret is a token of kind `app`. */
export interface OAuthClientsTable {
  /** The client id too. */
  token_id: string;
  /** True for a client that cannot keep a secret: an app on somebody’s own machine. */
  is_public: boolean;
  /** Where codes may be sent to. */
  redirect_uris: string[];
  /** SHA-256 of the certificate that the client may show in place of its secret (RFC 8705, 2.2), in base64url. */
  certificate_thumbprint: string | null;
  /** True where its tokens are bound to a key, or there are none. */
  requires_binding: boolean;
}

/** Proofs of possession (RFC 9449) that have been used, until they would be too old anyway. */
export interface DpopProofsTable {
  /** SHA-256 of the thumbprint of the key and the id of the proof. */
  hash: Buffer;
  expires_at: Date;
}
