/** The operations of the admin API and their bodies; generated from the endpoints, `make swagger` writes it again. */
export interface paths {
    "/denied-devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List denied devices */
        get: operations["listDeniedDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/denied-devices/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a device off the denied list
         * @description The device may connect again with the key that it had. With `purge=true` it is deleted fully: it enrols as new with another key, and its old key stays refused.
         */
        delete: operations["undenyDevice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/device-cas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List device CAs */
        get: operations["listDeviceCas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/device-cas/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Retire a device CA
         * @description Its devices are refused until it is reinstated, even while its certificate stays in cas.pem.
         */
        delete: operations["retireDeviceCa"];
        options?: never;
        head?: never;
        /** Change a device CA */
        patch: operations["changeDeviceCa"];
        trace?: never;
    };
    "/device-cas/{id}/reinstatement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reinstate a device CA */
        post: operations["reinstateDeviceCa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List devices
         * @description Pages by `offset` for tools that count pages, or by `cursor`, which costs the same everywhere in the list.
         */
        get: operations["listDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a device */
        get: operations["getDevice"];
        put?: never;
        post?: never;
        /**
         * Deny a device
         * @description Puts the device on the denied list. Its record and its stored key stay; its labels, its assigned update, every other key and all that it reported are destroyed. When this answers 204, no gateway starts a request of the device any more, and its open connections are being closed; it waits for that, half a second at most where a gateway does not answer.
         */
        delete: operations["denyDevice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{uuid}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the keys of a device */
        get: operations["listDeviceKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{uuid}/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Replace the labels of a device */
        put: operations["replaceLabels"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Set and remove labels of a device */
        patch: operations["patchLabels"];
        trace?: never;
    };
    "/devices/{uuid}/rekey-permits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the re-key permits of a device */
        get: operations["listRekeyPermits"];
        put?: never;
        /**
         * Permit a new key
         * @description The next connection of the device with a key that fits uses the permit up: that key becomes the only one that admits it, the connections of the one before are closed, and its record and history stay.
         */
        post: operations["createRekeyPermit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{uuid}/rekey-permits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a re-key permit back
         * @description A permit that has been used cannot be taken back: the device has the new key.
         */
        delete: operations["revokeRekeyPermit"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List gateways
         * @description Every gateway that followed the feed of changes within the last hour, by name, with its processes.
         */
        get: operations["listGateways"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/known-labels/device-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List groups of devices */
        get: operations["listKnownGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/known-labels/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List label keys */
        get: operations["listKnownLabels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pending-enrolments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List enrolments that wait for approval */
        get: operations["listPendingEnrolments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pending-enrolments/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Reject an enrolment
         * @description Removes every key that waits for this device. If it connects again, it waits again.
         */
        delete: operations["rejectEnrolment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pending-enrolments/{uuid}/approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve an enrolment
         * @description Where several keys wait for one device, `spki-sha256` names the one that is approved.
         */
        post: operations["approveEnrolment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pending-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List keys that were refused
         * @description Each is a device that is on record with another key than the one it presented. `POST /devices/{uuid}/rekey-permits` lets it come back with this one.
         */
        get: operations["listPendingKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See who asks, and what the credential may do */
        get: operations["findSelf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/self/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change one’s own password
         * @description Ends all other sessions of the user.
         */
        put: operations["changeOwnPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in with a password
         * @description Sets the cookie of a session of 48 hours. Wrong passwords are limited for each account and each address.
         */
        post: operations["startSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Log out */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tokens
         * @description One’s own, oldest first, ended ones included; those of another `user` with the scope `tokens:read`.
         */
        get: operations["listTokens"];
        put?: never;
        /**
         * Create a token of one’s own
         * @description A token made with another token has at most its scopes, ends no later, and is revoked with it.
         */
        post: operations["issueToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a token
         * @description With a session: any token of one’s own. With a token: itself and what was made with it. Others with `tokens:delete`.
         */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List users
         * @description Active users in the order of their names.
         */
        get: operations["listUsers"];
        put?: never;
        /** Create a user */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See a user */
        get: operations["findUser"];
        put?: never;
        post?: never;
        /**
         * Deactivate a user
         * @description Revokes all tokens and sessions of the user. The name stays taken.
         */
        delete: operations["deactivateUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{username}/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the password of another user
         * @description Ends the sessions of the user. Needs every scope that the user has.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{username}/scopes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Replace the scopes of a user
         * @description Acts at once on every token and session of the user. Nobody gives or takes a scope that they lack.
         */
        put: operations["changeUserScopes"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        DeniedDevice: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "denied-at": number;
            "denied-by": string;
            factory: string;
            reason: string | null;
            /**
             * Format: uuid
             * @description A UUID in its textual form, in any case.
             */
            uuid: string;
        };
        Device: {
            "aktualizr-toml": string;
            apps: string[] | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            factory: string;
            /** @description JSON, as a text. */
            "hardware-info": string;
            /** @description Labels by key; `name` and `group` are among them. */
            labels: {
                [key: string]: string;
            };
            /** @description Unix seconds; 0 for never. */
            "last-seen": number;
            /** @description JSON, as a text. */
            "network-info": string;
            "ostree-hash": string;
            /** @description The live public key in PEM (RFC 7468, section 13); empty without one. */
            pubkey: string;
            /** @description The tag that the device last reported; may be empty. */
            tag: string;
            /** @description The target that the device last reported; may be empty. */
            target: string;
            /** @description The assigned update; empty when there is none. */
            "update-name": string;
            /**
             * Format: uuid
             * @description A UUID in its textual form, in any case.
             */
            uuid: string;
        };
        DeviceCa: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            /** @enum {string} */
            "enrolment-policy": "open" | "registered" | "approval";
            factory: string;
            /**
             * Format: uuid
             * @description A UUID in its textual form, in any case.
             */
            id: string;
            /** @description Unix seconds. */
            "not-after": number;
            /** @description Unix seconds. */
            "not-before": number;
            /** @description Unix seconds; 0 while it is in use. */
            "retired-at": number;
            /** @description Null while it is in use, and where its certificate left cas.pem. */
            "retired-by": string | null;
            /** @description SHA-256 of the certificate, in hexadecimal. */
            sha256: string;
            subject: string;
        };
        DeviceCaChange: {
            /** @enum {string} */
            "enrolment-policy"?: "open" | "registered" | "approval";
            factory?: string;
        };
        DeviceKey: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            /** @description Unix seconds; 0 for never. */
            "last-presented-at": number;
            /** @description The public key in PEM (RFC 7468, section 13). */
            pubkey: string;
            /** @description SHA-256 of the SubjectPublicKeyInfo, in hexadecimal. */
            "spki-sha256": string;
            /** @enum {string} */
            state: "live" | "next" | "pending" | "retired";
        };
        DeviceSummary: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            /** @description Labels by key; `name` and `group` are among them. */
            labels: {
                [key: string]: string;
            };
            /** @description Unix seconds; 0 for never. */
            "last-seen": number;
            /** @description The tag that the device last reported; may be empty. */
            tag: string;
            /** @description The target that the device last reported; may be empty. */
            target: string;
            /**
             * Format: uuid
             * @description A UUID in its textual form, in any case.
             */
            uuid: string;
        };
        EnrolmentApproval: {
            /** @description SHA-256 of the SubjectPublicKeyInfo, in hexadecimal. */
            "spki-sha256"?: string;
        };
        Gateway: {
            /** @description The number of the last change that is in force there. */
            "applied-sequence": number;
            /** @description Open connections of devices, a quarter of a second ago at most. */
            connections: number;
            name: string;
            /**
             * @description current: follows every change; lapsed: cannot at the moment, and asks the database about each request or serves nobody; lost: silent for more than ten seconds.
             * @enum {string}
             */
            state: "current" | "lapsed" | "lost";
            workers: components["schemas"]["GatewayWorker"][];
        };
        GatewayWorker: {
            /** @description The number of the last change that is in force there. */
            "applied-sequence": number;
            /** @description Changes that are made and not in force there. */
            "changes-behind": number;
            /** @description Open connections of devices, a quarter of a second ago at most. */
            connections: number;
            /**
             * Format: uuid
             * @description A UUID in its textual form, in any case.
             */
            id: string;
            /** @description Unix seconds, by the database’s clock. */
            "leased-until": number;
            "process-id": number;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "started-at": number;
            /**
             * @description current: follows every change; lapsed: cannot at the moment, and asks the database about each request or serves nobody; lost: silent for more than ten seconds.
             * @enum {string}
             */
            state: "current" | "lapsed" | "lost";
        };
        /** @description A new token. */
        IssuedToken: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "expires-at": number;
            id: string;
            name: string;
            owner: string;
            scopes: string[];
            /** @description What its holder sends; it is shown this once. */
            token: string;
        };
        LabelPatch: {
            /** @description Keys to remove. */
            deletes?: string[];
            /** @description Labels to set. */
            upserts?: {
                group?: string;
                name?: string;
            } & {
                [key: string]: string;
            };
        };
        PendingEnrolment: {
            /**
             * Format: uuid
             * @description A UUID in its textual form, in any case.
             */
            "device-ca": string;
            factory: string;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "first-presented-at": number;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "last-presented-at": number;
            /** @description The public key in PEM (RFC 7468, section 13). */
            pubkey: string;
            "remote-address": string;
            /** @description SHA-256 of the SubjectPublicKeyInfo, in hexadecimal. */
            "spki-sha256": string;
            /**
             * Format: uuid
             * @description A UUID in its textual form, in any case.
             */
            uuid: string;
        };
        PendingKey: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            /** @description Unix seconds; 0 for never. */
            "last-presented-at": number;
            /** @description The public key in PEM (RFC 7468, section 13). */
            pubkey: string;
            /** @description SHA-256 of the SubjectPublicKeyInfo, in hexadecimal. */
            "spki-sha256": string;
            /**
             * Format: uuid
             * @description A UUID in its textual form, in any case.
             */
            uuid: string;
        };
        /** @description Problem details (RFC 9457). */
        Problem: {
            /**
             * @description The reason, the same as in the log.
             * @enum {string}
             */
            code: "body_too_large" | "certificate_algorithm_forbidden" | "certificate_expired" | "certificate_extension_unknown" | "certificate_factory_mismatch" | "certificate_key_forbidden" | "certificate_malformed" | "certificate_not_yet_valid" | "certificate_purpose_forbidden" | "certificate_required" | "certificate_subject_invalid" | "certificate_untrusted" | "committed_unconfirmed" | "credentials_invalid" | "credentials_required" | "cross_site_request" | "cursor_invalid" | "device_awaits_approval" | "device_ca_expired" | "device_ca_factory_unknown" | "device_ca_file_invalid" | "device_ca_not_found" | "device_ca_retired" | "device_ca_unsuitable" | "device_denied" | "device_exists" | "device_key_live" | "device_key_mismatch" | "device_key_purged" | "device_name_taken" | "device_not_denied" | "device_not_found" | "device_not_registered" | "gateway_overloaded" | "head_too_large" | "internal" | "invalid_json" | "invalid_request" | "login_failed" | "method_not_allowed" | "offset_too_large" | "password_wrong" | "pending_enrolment_ambiguous" | "pending_enrolment_not_found" | "rate_limited" | "rekey_permit_key_unclear" | "rekey_permit_not_found" | "rekey_permit_used" | "request_malformed" | "request_timeout" | "route_not_found" | "scope_missing" | "scope_not_held" | "service_unavailable" | "session_required" | "token_not_found" | "too_many_connections" | "too_many_refusals" | "unsupported_media_type" | "user_exists" | "user_is_self" | "user_not_found";
            /** @description Particulars of this occurrence. */
            detail?: string;
            errors?: {
                /** @description The rule that the value breaks. */
                message: string;
                /** @description A JSON pointer (RFC 6901) that begins with /params, /query or /body. */
                pointer: string;
            }[];
            /** @description The id under which the log knows this request. */
            requestId: string;
            status: number;
            title: string;
            /**
             * Format: uri-reference
             * @description `/errors/` and the code.
             */
            type: string;
        };
        RekeyPermit: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "expires-at": number;
            /**
             * Format: uuid
             * @description A UUID in its textual form, in any case.
             */
            id: string;
            reason: string | null;
            /** @description Unix seconds; 0 for never. */
            "revoked-at": number;
            "revoked-by": string | null;
            /** @description The only key that may use it; null for any key. */
            "spki-sha256": string | null;
            /** @enum {string} */
            state: "open" | "used" | "revoked" | "expired";
            /** @description Unix seconds; 0 for never. */
            "used-at": number;
            /** @description The key that used it. */
            "used-by-spki-sha256": string | null;
        };
        RekeyPermitRequest: {
            /** @description True: whichever key comes first. Not together with a key. */
            "any-key"?: boolean;
            /** @description Unix seconds, at most 30 days ahead; a day from now if not said. */
            "expires-at"?: number;
            /** @description Shown in the list of permits. */
            reason?: string;
            /** @description SHA-256 of the SubjectPublicKeyInfo of the new key, in hexadecimal. Without it the only pending key is taken. */
            "spki-sha256"?: string;
        };
        /** @description Who asks. */
        Self: {
            credential: {
                id: string;
                kind: "token" | "session";
            };
            /** @description What this credential may do now. */
            scopes: string[];
            username: string;
        };
        /** @description A session; its secret is in the cookie alone. */
        Session: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "expires-at": number;
            username: string;
        };
        /** @description A token without its secret. */
        Token: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            "expires-at": number | null;
            id: string;
            "last-used-at": number | null;
            name: string;
            owner: string;
            "revoked-at": number | null;
            "revoked-by": string | null;
            scopes: string[];
        };
        /** @description A user. Without a password `password-changed-at` is null. */
        User: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            "password-changed-at": number | null;
            scopes: string[];
            username: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The id of this request: the client’s own, if it is acceptable, else a new one. */
        "X-Request-Id": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listDeniedDevices: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description Objects in the place of UUIDs. */
                details?: boolean;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description UUIDs, or objects where `details` asks for them. */
            200: {
                headers: {
                    /** @description The next page, where there is one (RFC 8288). */
                    Link?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[] | components["schemas"]["DeniedDevice"][];
                };
            };
        };
    };
    undenyDevice: {
        parameters: {
            query?: {
                /** @description Delete the device fully; every key that ever admitted it stays refused, with another one it enrols as new. */
                purge?: boolean;
            };
            header?: never;
            path: {
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device is not on the denied list any more. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listDeviceCas: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every CA, retired ones too, oldest first. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceCa"][];
                };
            };
        };
    };
    retireDeviceCa: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a device CA. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The CA is retired. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeDeviceCa: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a device CA. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceCaChange"];
            };
        };
        responses: {
            /** @description The CA as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceCa"];
                };
            };
        };
    };
    reinstateDeviceCa: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a device CA. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The CA is in use. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listDevices: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description How many devices to skip; above 100,000 a cursor is required. */
                offset?: number;
                /** @description Devices without a name come last in both orders by name. */
                "order-by"?: "name-asc" | "name-desc" | "uuid-asc" | "uuid-desc" | "created-at-asc" | "created-at-desc" | "last-seen-asc" | "last-seen-desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of devices. */
            200: {
                headers: {
                    /** @description The first, the next and the last page (RFC 8288); no last page beyond offset 100,000. */
                    Link?: string;
                    /** @description The cursor of the next page; missing on the last one. */
                    "X-Next-Cursor"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceSummary"][];
                };
            };
        };
    };
    getDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
        };
    };
    denyDevice: {
        parameters: {
            query?: {
                /** @description Shown in the denied list. */
                reason?: string;
            };
            header?: never;
            path: {
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device is denied. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listDeviceKeys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every key with its state, oldest first. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceKey"][];
                };
            };
        };
    };
    replaceLabels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    group?: string | null;
                    name?: string | null;
                } & {
                    [key: string]: string | null;
                };
            };
        };
        responses: {
            /** @description The device has these labels and no others. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchLabels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelPatch"];
            };
        };
        responses: {
            /** @description The labels are as asked for. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listRekeyPermits: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many items a page has at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of permits, newest first, those that have ended included. */
            200: {
                headers: {
                    /** @description The next page, where there is one (RFC 8288). */
                    Link?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RekeyPermit"][];
                };
            };
        };
    };
    createRekeyPermit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RekeyPermitRequest"];
            };
        };
        responses: {
            /** @description The permit. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RekeyPermit"];
                };
            };
        };
    };
    revokeRekeyPermit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a permit. */
                id: string;
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The permit admits nobody. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listGateways: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The gateways by name. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Gateway"][];
                };
            };
        };
    };
    listKnownGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The groups that some device is in, sorted. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    listKnownLabels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `name`, `group`, then the others, sorted. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    listPendingEnrolments: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many items a page has at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of enrolments, by device. */
            200: {
                headers: {
                    /** @description The next page, where there is one (RFC 8288). */
                    Link?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PendingEnrolment"][];
                };
            };
        };
    };
    rejectEnrolment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing waits for this device. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    approveEnrolment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EnrolmentApproval"];
            };
        };
        responses: {
            /** @description The device exists and may connect. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listPendingKeys: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many items a page has at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys, by device. */
            200: {
                headers: {
                    /** @description The next page, where there is one (RFC 8288). */
                    Link?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PendingKey"][];
                };
            };
        };
    };
    findSelf: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who asks. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Self"];
                };
            };
        };
    };
    changeOwnPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description New passwords have 12 characters at least and 1,024 bytes at most. */
                    password: string;
                    /** @description New passwords have 12 characters at least and 1,024 bytes at most. */
                    "present-password": string;
                };
            };
        };
        responses: {
            /** @description The password is changed. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    startSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description New passwords have 12 characters at least and 1,024 bytes at most. */
                    password: string;
                    /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                    username: string;
                };
            };
        };
        responses: {
            /** @description The session has begun. */
            201: {
                headers: {
                    /** @description The session. */
                    "Set-Cookie"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    /** @description Removes the cookie. */
                    "Set-Cookie"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                user?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tokens, without their secrets. */
            200: {
                headers: {
                    /** @description The next page, if there is one (RFC 8288). */
                    Link?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"][];
                };
            };
        };
    };
    issueToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Seconds since 1970-01-01T00:00:00Z. */
                    "expires-at"?: number;
                    /** @description What the list of tokens calls it. */
                    name: string;
                    scopes: string[];
                };
            };
        };
        responses: {
            /** @description The token, shown this once. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedToken"];
                };
            };
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The public part of a token: its third field. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is not accepted any more, nor what was made with it. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many items a page has at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of users. */
            200: {
                headers: {
                    /** @description The next page, if there is one (RFC 8288). */
                    Link?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"][];
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description New passwords have 12 characters at least and 1,024 bytes at most. */
                    password?: string;
                    scopes: string[];
                    /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                    username: string;
                };
            };
        };
        responses: {
            /** @description The user. */
            201: {
                headers: {
                    /** @description The path of the user. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    findUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    deactivateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing of the user is accepted any more. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description New passwords have 12 characters at least and 1,024 bytes at most. */
                    password: string;
                };
            };
        };
        responses: {
            /** @description The user has this password. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeUserScopes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    scopes: string[];
                };
            };
        };
        responses: {
            /** @description The user has these scopes. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
