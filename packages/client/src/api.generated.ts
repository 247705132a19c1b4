/** The operations of the admin API and their bodies; generated from the endpoints, `make swagger` writes it again. */
export interface paths {
    "/application-credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List application credentials
         * @description One’s own, oldest first, ended ones included; those of a service account that one answers for; with the scope `tokens:read` those of any `user`, or of `all-owners`.
         */
        get: operations["listApplicationCredentials"];
        put?: never;
        /**
         * Create an application credential
         * @description A client of OAuth 2 of one’s own: what is issued to it has at most its scopes, groups, networks and rate, and at every moment no more than its owner may. One that is made with a token is narrower than that one, ends no later, and is revoked with it.
         */
        post: operations["createApplicationCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/application-credentials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See an application credential
         * @description One of one’s own, ended or not; with the scope `tokens:read` any.
         */
        get: operations["findApplicationCredential"];
        put?: never;
        post?: never;
        /**
         * Revoke an application credential
         * @description With a session: any of one’s own. With a token: what was made with it. Others with `tokens:delete`.
         */
        delete: operations["revokeApplicationCredential"];
        options?: never;
        head?: never;
        /**
         * Change, narrow, disable or enable an application credential
         * @description Scopes, groups, networks and the rate only grow narrower, and with them those of whatever was issued to the client. Who may change that is who may revoke it; where codes are sent to, and how the client proves who it is, changes its owner alone.
         */
        patch: operations["changeApplicationCredential"];
        trace?: never;
    };
    "/application-credentials/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an application credential a new secret
         * @description What was issued to the client stays. With a session: any of one’s own. With a token: what was made with it (`tokens:create`). Five secrets at most are valid at the same time.
         */
        post: operations["rotateApplicationCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List applications
         * @description Those that one may use, oldest first; every one for holders of `applications:read`.
         */
        get: operations["listApplications"];
        put?: never;
        /**
         * Create an application
         * @description From a command or a compose file. Whoever creates it owns it. Needs level 0 on the beacon of each host.
         */
        post: operations["createApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/{application}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an application */
        get: operations["getApplication"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Update an application
         * @description Deploys another command or compose file, adds hosts and removes some; all of what the body names. Needs level 1 on it.
         */
        patch: operations["updateApplication"];
        trace?: never;
    };
    "/applications/{application}/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the deployments of an application
         * @description Newest first.
         */
        get: operations["listDeployments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/{application}/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was done to an application
         * @description Newest first.
         */
        get: operations["listOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/{application}/reversion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revert an application
         * @description Deploys an earlier deployment again; nothing is started. Needs level 1 on it.
         */
        post: operations["revertApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/{application}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start an application
         * @description On every host, or, where one of them fails, on none. Needs level 1 on it.
         */
        post: operations["startApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/applications/{application}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop an application
         * @description On every host, or, where one of them fails, on none. Needs level 1 on it.
         */
        post: operations["stopApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit-checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the checkpoints of the audit chain
         * @description Newest first. One is made after 1,000 records, and an hour after the last one if there are new records.
         */
        get: operations["listAuditCheckpoints"];
        put?: never;
        /**
         * Make a checkpoint of the audit chain
         * @description Covers what is sealed, and up to 500 records that waited for it.
         */
        post: operations["makeAuditCheckpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the keys that checkpoints are checked with
         * @description With them anybody can tell that a checkpoint was signed here, without a secret.
         */
        get: operations["listAuditKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit-records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search the audit records
         * @description Newest first. Every change has a record of its own; refusals of one minute share one, with a count.
         */
        get: operations["listAuditRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit-records/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the audit records
         * @description Lines of JSON, each a record with its place in the chain and its hash, in the order of the chain. Whoever asks again with the last `position` as `after` gets what has come since then, and misses nothing.
         */
        get: operations["exportAuditRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/link/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Link an identity to one’s own account
         * @description For a form of a page: the browser is sent to the provider, and what it comes back with is linked. Needs a session that began within fifteen minutes.
         */
        post: operations["startLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the providers to log in with
         * @description A browser that visits the `login-path` of one is sent to the provider and comes back logged in.
         */
        get: operations["listLoginProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/beacons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List beacons
         * @description All that clients of Lighthouse connected, oldest first, whoever owns them.
         */
        get: operations["listBeacons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/beacons/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a beacon
         * @description With the hosts that it reaches and who may use it; never its token.
         */
        get: operations["getBeacon"];
        put?: never;
        post?: never;
        /**
         * Delete a beacon
         * @description With its token, its instances, their aliases and who may use it, whoever owns it.
         */
        delete: operations["deleteBeacon"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List builds */
        get: operations["listBuilds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{build}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a build */
        get: operations["getBuild"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{build}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a build, or a run of it
         * @description What waits has failed at once; runners end the rest.
         */
        post: operations["cancelBuild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{build}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start runs of a build again
         * @description The one that is named, or all that have failed.
         */
        post: operations["rerunBuild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{build}/runs/{run}/console": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the console of a run
         * @description It never shrinks: whoever follows it asks again from where they are.
         */
        get: operations["getBuildConsole"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List certificates by their ends
         * @description The certificate of this API, those that it was told to watch (of the gateway, and of the root), and the device CAs in use.
         */
        get: operations["listCertificates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Replace all configurations
         * @description A tar archive, compressed with gzip or not, with `factory/`, `group/<name>/` and `device/<uuid>/`; in each a `.journal`, whose last line names the content that is in force, and that content. A layer that it does not have holds no files afterwards. It is read and checked whole before anything changes: all of it comes into force, or nothing.
         */
        put: operations["uploadConfigurations"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configs/device/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what is configured for one device */
        get: operations["getDeviceConfiguration"];
        /**
         * Configure one device
         * @description Replaces all files of this layer. Files that are the same as those in force make no revision.
         */
        put: operations["setDeviceConfiguration"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configs/device/{uuid}/applied": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what a device was last given */
        get: operations["getAppliedConfiguration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configs/device/{uuid}/effective": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what a device is given when it asks now */
        get: operations["getEffectiveConfiguration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configs/device/{uuid}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was configured for one device */
        get: operations["listDeviceConfigurationHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configs/device/{uuid}/revert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put back what was configured for one device
         * @description The files of the earlier revision become a new one.
         */
        post: operations["revertDeviceConfiguration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configs/factory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what is configured for all devices of this factory */
        get: operations["getFactoryConfiguration"];
        /**
         * Configure all devices of this factory
         * @description Replaces all files of this layer. Files that are the same as those in force make no revision.
         */
        put: operations["setFactoryConfiguration"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configs/factory/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was configured for all devices of this factory */
        get: operations["listFactoryConfigurationHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configs/factory/revert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put back what was configured for all devices of this factory
         * @description The files of the earlier revision become a new one.
         */
        post: operations["revertFactoryConfiguration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configs/group/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what is configured for the devices of a group */
        get: operations["getGroupConfiguration"];
        /**
         * Configure the devices of a group
         * @description Replaces all files of this layer. Files that are the same as those in force make no revision.
         */
        put: operations["setGroupConfiguration"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configs/group/{name}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was configured for the devices of a group */
        get: operations["listGroupConfigurationHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configs/group/{name}/revert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put back what was configured for the devices of a group
         * @description The files of the earlier revision become a new one.
         */
        post: operations["revertGroupConfiguration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/container-collection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the collection of container images
         * @description How far the present one is, or how the last one ended.
         */
        get: operations["getContainerCollection"];
        put?: never;
        /**
         * Remove content that no image names
         * @description Waits for what is being pushed, and takes nothing new until it has ended: pushes are answered 503 with Retry-After. Images are pulled meanwhile as ever.
         */
        post: operations["startContainerCollection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/container-repositories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the repositories of container images
         * @description Those of the factory, by name.
         */
        get: operations["listContainerRepositories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/container-repositories/{repository}/manifests/{reference}": {
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
         * Delete a container image
         * @description With every tag that it has. What it named and nothing else names goes with the next collection.
         */
        delete: operations["deleteContainerManifest"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/container-repositories/{repository}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tags of a repository of container images
         * @description By name, each with the digest and the size of what it names.
         */
        get: operations["listContainerTags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
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
        /**
         * Add a device CA
         * @description Its devices may connect when the answer comes. It stays, whatever cas.pem holds, until somebody retires it.
         */
        post: operations["addDeviceCa"];
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
        /** Show a device CA */
        get: operations["getDeviceCa"];
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
         * @description Pages by `offset` for tools that count pages, or by `cursor`, which costs the same everywhere in the list. A list with other conditions than groups goes by cursor alone. A page of it may have less than its limit, or nothing, since no more than 10,000 devices are looked at for one answer; the list ends where there is no next page.
         */
        get: operations["listDevices"];
        put?: never;
        /**
         * Register a device
         * @description Signs the request of the device and makes its key the one that admits it. A UUID that is known answers 409, unless a permit lets the device come back with another key. An enrolment token is a credential here too, in the place of an operator’s.
         */
        post: operations["registerDevice"];
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
    "/devices/{uuid}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the actions of a device */
        get: operations["listActions"];
        put?: never;
        /**
         * Start an action on a device
         * @description The configuration of the device asks for it, so it begins when the device asks for its configuration next. An action that is captured is reported as the test of the id in the answer.
         */
        post: operations["startAction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{uuid}/apps-states": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the states of the apps of a device
         * @description The newest ten reports.
         */
        get: operations["listAppsStates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{uuid}/ecus": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the secondary control units of a device */
        get: operations["listEcus"];
        put?: never;
        post?: never;
        delete?: never;
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
        /** Show the labels of a device */
        get: operations["getLabels"];
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
    "/devices/{uuid}/tests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tests of a device
         * @description As many as are kept, the one that changed least lately first.
         */
        get: operations["listTests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{uuid}/tests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a test of a device */
        get: operations["getTest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{uuid}/tests/{id}/{artifact}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download an artifact of a test
         * @description The media type follows from the end of the name, among types that no browser runs. One range can be asked for, with `If-Range`; several are answered with all of it.
         */
        get: operations["getArtifact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{uuid}/update": {
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
         * Take the update from a device
         * @description The device keeps running what it runs, and is offered nothing any more when this is answered. The rollout that gave the update does not give it again; a later one does.
         */
        delete: operations["unassignDevice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{uuid}/update/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show why a device has, or has not, an update
         * @description What the device is assigned to and by which rollout, and how it stands to each of the last rollouts that had it, or that name it or its group; with a tag or an update, to each of the last rollouts of that. Denied devices are answered for too.
         */
        get: operations["explainAssignment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{uuid}/updates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the updates that a device reported
         * @description The newest 20: each under the correlation id of its events.
         */
        get: operations["listDeviceUpdates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{uuid}/updates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the events of an update
         * @description The newest 500 events of one correlation id, in the order of their arrival.
         */
        get: operations["listDeviceEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docker-hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Docker hosts
         * @description The hosts behind all beacons that one may use, those of the oldest beacon first. The Docker API of each, raw connections included, is below `/docker-hosts/{id}/docker/`.
         */
        get: operations["listDockerHosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docker-hosts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a Docker host
         * @description By its id, its alias or its address. One that one may not use is not there.
         */
        get: operations["getDockerHost"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/enrolment-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List enrolment tokens
         * @description Whoever holds the scope for some groups alone sees the tokens that are limited to one of them.
         */
        get: operations["listEnrolmentTokens"];
        put?: never;
        /**
         * Create an enrolment token
         * @description Devices register with it where there is no operator at hand: `POST /devices`, and EST `simpleenroll` at the gateway. It does nothing else, and never more than whoever made it may at the moment of a use. One that is made with a token allows no more than that token, ends no later, and is revoked with it.
         */
        post: operations["createEnrolmentToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/enrolment-tokens/{id}": {
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
         * Revoke an enrolment token
         * @description Devices that have registered with it stay.
         */
        delete: operations["revokeEnrolmentToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the fleet at a glance
         * @description How many devices are in which state, of those that whoever asks sees. The limits of the states are in the answer, for lists by `seen-since` and `seen-before`.
         */
        get: operations["getFleet"];
        put?: never;
        post?: never;
        delete?: never;
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
    "/operations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an operation */
        get: operations["getOperation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{id}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow an operation
         * @description From its beginning, or from behind `Last-Event-ID`, to its end. The stream ends with the rights of whoever asks for it; the operation goes on without it.
         */
        get: operations["tailOperation"];
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
    "/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List roles
         * @description In the order of their names. A new installation begins with `viewer`, `operator` and `administrator`, which may be changed and deleted like any other.
         */
        get: operations["listRoles"];
        put?: never;
        /**
         * Create a role
         * @description Nobody creates a role that gives a scope which they lack themselves for one of its groups. Only scopes of devices can be limited to groups.
         */
        post: operations["createRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/roles/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See a role */
        get: operations["findRole"];
        /**
         * Replace what a role gives
         * @description Acts at once on everybody who has the role. Whoever asks holds all that it gave and all that it is to give.
         */
        put: operations["changeRole"];
        post?: never;
        /**
         * Delete a role
         * @description A role that somebody active has is not deleted.
         */
        delete: operations["deleteRole"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runner/leases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a run
         * @description Waits for up to 25 seconds where none is to be executed.
         */
        post: operations["leaseRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runner/runs/{run}/artifacts/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Send what a run leaves
         * @description Whole or not at all, in the place of one of the same path.
         */
        put: operations["uploadRunArtifact"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runner/runs/{run}/completion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a run
         * @description The lease, and the credential of the run with it, end with this. One that was cancelled has failed, whatever is said.
         */
        post: operations["completeRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runner/runs/{run}/console": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Append to the console of a run
         * @description At the byte that the header `Moorgate-Offset` names, counted from the beginning of this lease. The same piece once more changes nothing; one that begins elsewhere than at the end is answered 409, with `bytes`.
         */
        post: operations["appendRunConsole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runner/runs/{run}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that a run goes on
         * @description Prolongs the lease in the header `Moorgate-Lease`.
         */
        post: operations["renewRunLease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runner/runs/{run}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what a run is at */
        post: operations["changeRunStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List runners */
        get: operations["listRunners"];
        put?: never;
        /**
         * Register a runner
         * @description A runner executes the runs of builds. Its token opens what runners do, and nothing of what operators do; since it reads sources, pushes images and says what targets are made of, whoever registers one needs the rights to all of that.
         */
        post: operations["createRunner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runners/{id}": {
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
         * Delete a runner
         * @description Its token opens nothing from then on; the runs that it had have failed, and can be started again.
         */
        delete: operations["deleteRunner"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scopes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List scopes
         * @description Every scope with a sentence of what it allows, sorted.
         */
        get: operations["listScopes"];
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
    "/self/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List one’s own identities at login providers */
        get: operations["listOwnIdentities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/self/identities/{provider}": {
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
         * Unlink an identity of one’s own
         * @description The roles that came from it go with it. Needs a session that began within fifteen minutes, and another way to log in.
         */
        delete: operations["unlinkOwnIdentity"];
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
    "/self/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to set up a second factor
         * @description Answers the secret for an authenticator (TOTP, RFC 6238). Needs a session and the present password; protects nothing before it is confirmed, and beginning again replaces the secret.
         */
        post: operations["beginSecondFactor"];
        /**
         * Remove one’s own second factor
         * @description Needs a session, the present password, and either `one-time-code` or `recovery-code`.
         */
        delete: operations["removeSecondFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/self/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm the second factor with a code
         * @description From now on logins need a code. Answers ten recovery codes. Needs a session.
         */
        post: operations["confirmSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List service accounts
         * @description In the order of their names: with `users:read` all of them, otherwise those that one answers for.
         */
        get: operations["listServiceAccounts"];
        put?: never;
        /**
         * Create a service account
         * @description A user that is a program: it has tokens, no password and no session, and at every moment at most the rights of its owner.
         */
        post: operations["createServiceAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service-accounts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at a service account
         * @description One that one answers for; any with `users:read`.
         */
        get: operations["findServiceAccount"];
        put?: never;
        post?: never;
        /**
         * Take a service account out of use
         * @description Its tokens are revoked and its name stays taken. Its owner with a session; anybody else with `users:delete` and all of its rights.
         */
        delete: operations["deleteServiceAccount"];
        options?: never;
        head?: never;
        /**
         * Change the rights or the owner of a service account
         * @description Its owner with a session, or with `users:read-update` anybody who has the scopes, and all that the roles give, in question. Whoever hands it to somebody else must have all of its rights. Acts at once on its tokens.
         */
        patch: operations["changeServiceAccount"];
        trace?: never;
    };
    "/service-accounts/{name}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a token of a service account
         * @description Its owner alone, with `tokens:create`, within the rights of both. One that is made with a token is limited by that one, and revoked with it.
         */
        post: operations["issueServiceToken"];
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
        /**
         * List one’s own open sessions
         * @description In the order in which they began. A session lasts 48 hours, used or not.
         */
        get: operations["listSessions"];
        put?: never;
        /**
         * Log in with a password
         * @description Sets the cookie of a session of 48 hours, and ends the session whose cookie was sent. Who has a second factor sends a code in the same request. Wrong passwords are limited for each account and each address, wrong codes for each account.
         */
        post: operations["startSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{id}": {
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
         * End a session
         * @description With a session one’s own are ended; those of others, and any with a token, need `users:read-update`.
         */
        delete: operations["endSessionById"];
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
    "/source-repositories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the Git repositories
         * @description Those of the factory, by name: a thousand at most.
         */
        get: operations["listSourceRepositories"];
        put?: never;
        /**
         * Create a Git repository
         * @description Empty, beside those that every factory begins with.
         */
        post: operations["createSourceRepository"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/source-repositories/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a Git repository
         * @description With its size, and where it is cloned from.
         */
        get: operations["getSourceRepository"];
        put?: never;
        post?: never;
        /**
         * Delete a Git repository
         * @description With every branch and commit in it. There is no way back but a clone of somebody.
         */
        delete: operations["deleteSourceRepository"];
        options?: never;
        head?: never;
        /**
         * Name another default branch
         * @description In force from the next clone on. The branch need not be there yet.
         */
        patch: operations["changeSourceRepository"];
        trace?: never;
    };
    "/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List targets
         * @description The highest version first, with what has become of each for each of its tags.
         */
        get: operations["listTargets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/targets/{target}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a target */
        get: operations["getTarget"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/targets/{target}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish a target at once
         * @description For what waits or has failed, of every tag, and for what was an update that somebody has deleted; what is published stays as it is. The target itself tells what came of it.
         */
        post: operations["retryTarget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/token-leaks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report leaked tokens
         * @description Revokes those that are tokens, with whatever was made with them. The form of the reports is the one that GitHub sends to its secret scanning partners; a signature is not asked for, since only the secret itself does anything.
         */
        post: operations["reportTokenLeaks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/token-pattern": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a token is recognised
         * @description For scanners that look for secrets where none should be.
         */
        get: operations["findTokenPattern"];
        put?: never;
        post?: never;
        delete?: never;
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
         * @description One’s own, oldest first, ended ones included unless one `state` is asked for; those of a service account that one answers for; with the scope `tokens:read` those of any `user`, or of `all-owners`.
         */
        get: operations["listTokens"];
        put?: never;
        /**
         * Create a token of one’s own
         * @description A token made with another token has at most its scopes, groups, networks and rate, ends no later, and is revoked with it.
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
        /**
         * Look at a token
         * @description One’s own, or of a service account that one answers for; any with `tokens:read`.
         */
        get: operations["findToken"];
        put?: never;
        post?: never;
        /**
         * Revoke a token
         * @description With a session: any token of one’s own. With a token: itself and what was made with it. Others with `tokens:delete`.
         */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        /**
         * Change, narrow, disable or enable a token
         * @description Scopes, groups, networks and the rate only grow narrower, and with them those of whatever was made with the token. Who may change it is who may revoke it; what an administrator disabled, administrators enable.
         */
        patch: operations["changeToken"];
        trace?: never;
    };
    "/tokens/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a token a new secret
         * @description Its id, its limits and its expiry stay. With a session: any token of one’s own, and of a service account that one answers for. With a token: itself (`tokens:rotate-self`) and what was made with it (`tokens:create`). Five secrets at most are valid at the same time.
         */
        post: operations["rotateToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke many tokens at once
         * @description Every token that fits, with whatever was made with one of them; sessions are left alone. With a session: one’s own, by naming oneself as the `user`. Everything else with `tokens:delete`.
         */
        post: operations["revokeTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/self/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give the token that asks a new secret
         * @description As the rotation of a token by its id, for scripts that know nothing but their token.
         */
        post: operations["rotateOwnToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tuf/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a root
         * @description `root.json` is the newest root of the factory, `<n>.root.json` that of a version: what devices are provisioned with, byte for byte as it was signed.
         */
        get: operations["getRoot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/updates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List updates */
        get: operations["listUpdates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/updates/{stage}/{tag}/{update}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload an update, under an older path
         * @description As `POST /updates/{tag}/{update}`; the first segment, `ci` or `prod`, is ignored.
         */
        post: operations["uploadStagedUpdate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/updates/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the updates of a tag
         * @description Nothing is listed of a tag that there is no update of.
         */
        get: operations["listUpdatesOfTag"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/updates/{tag}/{update}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an update */
        get: operations["getUpdate"];
        put?: never;
        /**
         * Upload an update
         * @description A tar archive, compressed with gzip or not, with `ostree_repo/`, `apps/`, or both, and with `tuf/` where its metadata is ready-made; otherwise metadata is made and signed here, by what is found in the archive unless the query says it. It is unpacked as it comes: an archive that is refused, cut off or too large leaves nothing, and a name that is taken keeps what it has.
         */
        post: operations["uploadUpdate"];
        /**
         * Delete an update
         * @description Deletes an update that no device is assigned to, with its metadata; its name is free again. Files that no other update has are removed later.
         */
        delete: operations["deleteUpdate"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/updates/{tag}/{update}/rollouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the rollouts of an update
         * @description Their names, in the order in which they were asked for; none of an update that there is not. Whoever is limited to groups of devices sees the rollouts whose author was limited to some of these.
         */
        get: operations["listRollouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/updates/{tag}/{update}/rollouts/{rollout}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a rollout */
        get: operations["getRollout"];
        /**
         * Give an update to devices
         * @description To the devices that are named, and to those of the groups that are named, as far as they report the tag of the update and are not denied. They are assigned after the answer, in milliseconds as a rule; `committed` tells. The rollout stays open: a device that joins a group or reports the tag later is given the update too, until the rollout is closed. Of several rollouts that a device fits, the one that was asked for last counts. Whoever is limited to groups of devices names groups among these, and no other device is touched.
         */
        put: operations["createRollout"];
        post?: never;
        /**
         * Delete a rollout
         * @description Refused while a device has the update by it. The rollout is forgotten, and its name free again: an earlier rollout of the tag that is still open may take the devices that it had.
         */
        delete: operations["deleteRollout"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/updates/{tag}/{update}/rollouts/{rollout}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a rollout
         * @description It takes no more devices; those that it has keep the update. One that is closed stays so.
         */
        post: operations["closeRollout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/updates/{tag}/{update}/rollouts/{rollout}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the devices of a rollout
         * @description Every device that it gave the update to, by UUID, and what became of it.
         */
        get: operations["listRolloutDevices"];
        put?: never;
        post?: never;
        /**
         * Take an update from all devices of a rollout
         * @description Closes the rollout, and takes the update from every device that has it by this rollout. They keep running what they run, and no gateway offers them the update any more when this is answered.
         */
        delete: operations["unassignRollout"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/updates/{tag}/{update}/rollouts/{rollout}/tail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a rollout
         * @description What devices report while they are assigned to it: everything from the beginning, or from behind `Last-Event-ID`, and then what comes. The stream ends with the rights of whoever asks for it.
         */
        get: operations["tailRollout"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/updates/{tag}/{update}/tail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow an update
         * @description What devices report while they are assigned to it: everything from the beginning, or from behind `Last-Event-ID`, and then what comes. The stream ends with the rights of whoever asks for it.
         */
        get: operations["tailUpdate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/updates/{tag}/{update}/tuf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the metadata of an update
         * @description The files that devices get which are assigned to it, by their names; `root.json` is the newest root. Each tells in `signed.expires` when it expires: what is signed here is signed again long before, what was uploaded stays as it is.
         */
        get: operations["getUpdateMetadata"];
        put?: never;
        post?: never;
        delete?: never;
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
         * @description In the order of their names; without `state` those whose accounts are in use.
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
         * @description Revokes all tokens and sessions of the user. The name stays taken; the account can be reactivated.
         */
        delete: operations["deactivateUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{username}/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the identities of a user at login providers */
        get: operations["listIdentities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{username}/identities/{provider}": {
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
         * Unlink an identity of a user
         * @description Even their last way to log in. Somebody whose provider admits newcomers may come back with the identity, to a new account: to keep somebody out, deactivate the account.
         */
        delete: operations["unlinkIdentity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{username}/reactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reactivate a user who was deactivated
         * @description With the rights and the password from before; tokens and sessions stay ended. Needs every right that the user gets back.
         */
        post: operations["reactivateUser"];
        delete?: never;
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
         * @description Ends the sessions of the user. While passwords have an age, the new one is good for nothing but choosing another. Needs every right that the user has.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{username}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See the roles of a user
         * @description Those that operators gave; what a login provider gives is shown with the user.
         */
        get: operations["findUserRoles"];
        /**
         * Replace the roles of a user
         * @description Acts at once on every token and session of the user. Nobody gives or takes a role that gives what they lack. Roles that a login provider gives stay with the provider.
         */
        put: operations["changeUserRoles"];
        post?: never;
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
        /**
         * See the scopes of a user
         * @description What the user has without a limit to groups of devices, beside the roles.
         */
        get: operations["findUserScopes"];
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
    "/users/{username}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the open sessions of a user */
        get: operations["listSessionsOfUser"];
        put?: never;
        post?: never;
        /**
         * End every session of a user
         * @description Tokens live on. With a session one’s own are ended, that one among them; those of others, and any with a token, need `users:read-update`.
         */
        delete: operations["endSessionsOfUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{username}/totp": {
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
         * Remove the second factor of another user
         * @description For somebody who lost it. Needs every right that the user has.
         */
        delete: operations["resetSecondFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ActionRequest: {
            /** @description Whether the device reports what the action prints, and the files that it leaves, as a test; true unless said. */
            capture?: boolean;
            /** @description One that the device offers. */
            name: string;
        };
        Application: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            /** @description Null before the first good one. */
            "current-deployment": number | null;
            id: number;
            /** @description Where it runs, as it was asked for. */
            instances: string[];
            /** @description What its containers are called. */
            name: string;
            /** @description What goes on at the moment. */
            operation: string | null;
            /** @description The hosts that operations which have ended are not done with. */
            unsettled: string[];
        };
        ApplicationChange: {
            /** @description Where it runs, too. */
            add?: string[];
            /** @description The body with which Docker creates the container. */
            command?: {
                [key: string]: unknown;
            };
            /** @description The text of a compose file, in the place of a command; what it may have is in the guide on compose files. */
            compose?: string;
            /** @description Deploys also what was found unhealthy before. */
            force?: boolean;
            /** @description What makes it count as healthy: a health check as Docker has it, `SoakSeconds` and `DeadlineSeconds`. */
            health?: {
                [key: string]: unknown;
            };
            /** @description Where it does not run any more. */
            remove?: string[];
            /** @description Deploys everywhere again, and starts. */
            restart?: boolean;
        };
        /** @description A client of OAuth 2, without its secret. */
        ApplicationCredential: {
            /** @description SHA-256, in base64url, of a certificate with which the client may prove who it is in place of the secret (RFC 8705). */
            "certificate-thumbprint": string | null;
            /** @description The only networks that it may be used from; null: no limit. */
            cidrs: string[] | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            /** @description parent: the token that it was made with was disabled; unused: nobody used it for long. */
            "disable-reason": ("owner" | "administrator" | "parent" | "unused") | null;
            /** @description Null: it is not disabled. */
            "disabled-at": number | null;
            /** @description Who disabled it. */
            "disabled-by": string | null;
            /** @description Null: never. */
            "expires-at": number | null;
            /** @description The only groups whose devices it is for; null: no limit. */
            groups: string[] | null;
            /** @description The client id. */
            id: string;
            /** @description Null: never. Up to ten seconds behind. */
            "last-used-at": number | null;
            /** @description The address. */
            "last-used-from": string | null;
            name: string;
            /** @description Whatever its owner wants to remember. */
            note: string | null;
            owner: string;
            /** @description The token that it was made with. */
            parent: string | null;
            /** @description True for a client without a secret. */
            public: boolean;
            /** @description How many requests it is good for; null: as many as any other. */
            "rate-limit": {
                /** @description How many may come at once after a rest. */
                burst: number;
                /** @description Requests in a second; 0.01 is one in a hundred seconds. */
                "per-second": number;
            } | null;
            /** @description Where authorization codes may be sent to: `https`, `http` on the same machine, or the scheme of an app. */
            "redirect-uris": string[];
            /** @description True: what the client gets is bound to a key that it shows, or it gets nothing. */
            "requires-binding": boolean;
            /** @description Why it was revoked. */
            "revoke-reason": string | null;
            /** @description Null: it is not revoked. */
            "revoked-at": number | null;
            /** @description Who revoked it. */
            "revoked-by": string | null;
            scopes: string[];
            /** @enum {string} */
            state: "active" | "expired" | "revoked" | "disabled";
        };
        ApplicationCredentialChange: {
            /** @description SHA-256, in base64url, of a certificate with which the client may prove who it is in place of the secret (RFC 8705). */
            "certificate-thumbprint"?: string | null;
            /** @description The only addresses and networks that it may be used from, such as `10.0.0.0/8`. */
            cidrs?: string[];
            /** @description True: refused until it is set to false again. */
            disabled?: boolean;
            /** @description The only groups whose devices it is for. With it the token reaches nothing that is in no group. */
            groups?: string[];
            /** @description What the list of tokens calls it. */
            name?: string;
            /** @description Null takes it away. */
            note?: string | null;
            /** @description How many requests it is good for at each instance. No token has more than the installation serves to any. */
            "rate-limit"?: {
                /** @description How many may come at once after a rest; those of two seconds, unless said. */
                burst?: number;
                /** @description Requests in a second; 0.01 is one in a hundred seconds. */
                "per-second": number;
            };
            /** @description Where authorization codes may be sent to: `https`, `http` on the same machine, or the scheme of an app. */
            "redirect-uris"?: string[];
            /** @description True: what the client gets is bound to a key that it shows, or it gets nothing. */
            "requires-binding"?: boolean;
            scopes?: string[];
        };
        ApplicationCredentialRequest: {
            /** @description SHA-256, in base64url, of a certificate with which the client may prove who it is in place of the secret (RFC 8705). */
            "certificate-thumbprint"?: string | null;
            /** @description The only addresses and networks that it may be used from, such as `10.0.0.0/8`. */
            cidrs?: string[];
            /** @description Unix seconds: two years from now at most, a year from now unless said. */
            "expires-at"?: number;
            /** @description The only groups whose devices it is for. With it the token reaches nothing that is in no group. */
            groups?: string[];
            /** @description What the list of tokens calls it. */
            name: string;
            /** @description Whatever its owner wants to remember, in lines of text. */
            note?: string;
            /** @description True for an app on somebody’s own machine, which cannot keep a secret. */
            public?: boolean;
            /** @description How many requests it is good for at each instance. No token has more than the installation serves to any. */
            "rate-limit"?: {
                /** @description How many may come at once after a rest; those of two seconds, unless said. */
                burst?: number;
                /** @description Requests in a second; 0.01 is one in a hundred seconds. */
                "per-second": number;
            };
            /** @description Where authorization codes may be sent to: `https`, `http` on the same machine, or the scheme of an app. */
            "redirect-uris"?: string[];
            /** @description True: what the client gets is bound to a key that it shows, or it gets nothing. */
            "requires-binding"?: boolean;
            scopes: string[];
        };
        AppliedConfiguration: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            AppliedAt: number;
            /** @description The layers of the factory, the group and the device; empty for none. */
            AuditTrail: {
                /** @description The group, or the UUID of the device. */
                Auxiliary?: string;
                /** @description Seconds since 1970-01-01T00:00:00Z. */
                CreatedAt?: number;
                CreatedBy?: string;
                Reason?: string;
            }[];
            Files: {
                [key: string]: components["schemas"]["ConfigurationFile"];
            };
        };
        AppService: {
            hash: string;
            health?: string;
            image: string;
            logs?: string;
            name: string;
            state: string;
            status: string;
        };
        AppsState: {
            /** @description By the name of the app. */
            apps: {
                [key: string]: {
                    services: components["schemas"]["AppService"][];
                    state: string;
                    uri: string;
                };
            };
            /** @description As the device wrote it (RFC 3339). */
            deviceTime: string;
            ostree: string;
        };
        Assignment: {
            /** @description The same in a sentence. */
            explanation: string;
            group: string | null;
            /**
             * @description The reason in one word.
             * @enum {string}
             */
            reason: "assigned" | "denied" | "unassigned" | "replaced" | "not_selected" | "outside_author_groups" | "other_factory" | "no_tag" | "tag_differs" | "later_rollout" | "closed" | "pending" | "waiting" | "metadata_refused" | "no_rollout";
            /** @description 20 rollouts at most, the one that was asked for last first. */
            rollouts: components["schemas"]["ExplainedRollout"][];
            /** @description What the device last reported; empty for nothing. */
            tag: string;
            update: {
                name: string;
                tag: string;
            } | null;
            uuid: string;
        };
        /** @description A signed statement of where the chain was. Kept elsewhere, it shows when an end was cut off. */
        AuditCheckpoint: {
            /**
             * Format: date-time
             * @description When it was made; RFC 3339, in UTC.
             */
            at: string;
            /** @description How many sealed records were stored up to there. */
            count: number;
            /** @description The hash at that place, in hexadecimal. */
            hash: string;
            id: number;
            /** @description The version of the signing key. */
            "key-version": number;
            /**
             * @description cut: the records up to there were deleted when their time was over.
             * @enum {string}
             */
            kind: "regular" | "cut";
            /** @description The place of the last record that it covers. */
            position: number;
            /** @description Ed25519 (RFC 8032) over the bytes of the statement, in base64. */
            signature: string;
            /** @description All of that in canonical JSON (RFC 8785): what is signed. */
            statement: string;
        };
        AuditKey: {
            /** @description Ed25519, as SubjectPublicKeyInfo in PEM (RFC 8410). */
            "public-key": string;
            version: number;
        };
        AuditRecord: {
            /** @description What happened, such as `device.denied`. */
            action: string;
            /** @description The id of a user or a token, or the UUID of a device. */
            "actor-id": string;
            /**
             * @description With a token, the token is the actor, under the name of its owner.
             * @enum {string}
             */
            "actor-kind": "user" | "token" | "device" | "system";
            "actor-name": string;
            /** @description The client’s address; null for what came from the host itself. */
            address: string | null;
            /** @description What was changed, as it is; never a secret. */
            after: unknown;
            /**
             * Format: date-time
             * @description When it was written, with microseconds; RFC 3339, in UTC.
             */
            at: string;
            /** @description What was changed, as it was; null where nothing was. */
            before: unknown;
            /** @description Numbers of records have gaps, and are not in the order of the commits. */
            id: number;
            /** @description The place in the chain; null until it is sealed, about a second later. */
            position: number | null;
            /** @description The `X-Request-Id` of the answer. */
            "request-id": string | null;
            "target-id": string;
            "target-kind": string;
        };
        Beacon: {
            /** @description `host[:port][/prefix]`, after `https://` for TLS. */
            address: string;
            /** @description Of a beacon that connects from its side, as a device: since when, 0 while it is not connected. Null for one that is called at its address. */
            connection: {
                /** @description Unix seconds; 0 for never. */
                "connected-at": number;
                /**
                 * Format: uuid
                 * @description A UUID in its textual form, in any case.
                 */
                device: string;
                /** @description The device is on the denied list. */
                "is-denied": boolean;
            } | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            /** @description Who connected it. */
            "created-by": string;
            /**
             * Format: uuid
             * @description A UUID in its textual form, in any case.
             */
            id: string;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "refreshed-at": number;
        };
        BeaconDetails: {
            /** @description `host[:port][/prefix]`, after `https://` for TLS. */
            address: string;
            /** @description Null for one that is known by its address alone. */
            alias: string | null;
            /** @description Of a beacon that connects from its side, as a device: since when, 0 while it is not connected. Null for one that is called at its address. */
            connection: {
                /** @description Unix seconds; 0 for never. */
                "connected-at": number;
                /**
                 * Format: uuid
                 * @description A UUID in its textual form, in any case.
                 */
                device: string;
                /** @description The device is on the denied list. */
                "is-denied": boolean;
            } | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            /** @description Who connected it. */
            "created-by": string;
            /**
             * Format: uuid
             * @description A UUID in its textual form, in any case.
             */
            id: string;
            /** @description The hosts that it reaches, in the order of their addresses. */
            instances: {
                address: string;
                alias: string | null;
                "can-access-docker": boolean;
                /** @description The beacon did not name it last. */
                "is-stale": boolean;
                /** @description Seconds since 1970-01-01T00:00:00Z. */
                "last-seen": number;
                name: string;
            }[];
            /** @description Who may use it, in the order of their names. */
            permissions: {
                /** @description 0 uses, 1 changes, 2 owns it. */
                level: number;
                username: string;
            }[];
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "refreshed-at": number;
        };
        /** @description What goes into an authenticator; shown this once. */
        BegunSecondFactor: {
            /** @description In base 32, for typing. */
            secret: string;
            /** @description An `otpauth` URI, for a QR code. */
            uri: string;
        };
        Build: {
            /** @description What is noted of it. */
            annotation: string | null;
            /** @description Its number, which is the version of its targets. */
            build: number;
            /** @description Unix seconds; 0 for never. */
            "completed-at": number;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            /** @description Under which it was promoted. */
            name: string | null;
            reason: string;
            runs: {
                /** @description How often a runner has begun it. */
                attempts: number;
                /** @description Unix seconds; 0 for never. */
                "completed-at": number;
                "console-bytes": number;
                /** @description Which runners may take it; null for all. */
                "host-tag": string | null;
                /** @description What was said at its end. */
                message: string | null;
                name: string;
                /** @description Who had it last. */
                runner: string | null;
                /** @description Unix seconds; 0 for never. */
                "started-at": number;
                /** @enum {string} */
                status: "QUEUED" | "RUNNING" | "RUNNING_WITH_FAILURES" | "UPLOADING" | "PASSED" | "FAILED" | "PROMOTED" | "SKIPPED" | "CANCELLING";
            }[];
            source: {
                commit: string;
                ref: string;
                repository: string;
            } | null;
            /** @enum {string} */
            status: "QUEUED" | "RUNNING" | "RUNNING_WITH_FAILURES" | "UPLOADING" | "PASSED" | "FAILED" | "PROMOTED" | "SKIPPED" | "CANCELLING";
            /** @description What started it. */
            trigger: string | null;
        };
        /** @description Tokens are revoked that fit everything that is named; something must be. */
        BulkRevocation: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-before"?: number;
            /** @description The API that they were made for. */
            dialect?: string;
            /** @description True: only count. */
            "dry-run"?: boolean;
            /** @description The token that their line of descent begins with. */
            family?: string;
            /** @description Tokens that have it, by name or because another scope implies it. */
            scope?: string;
            /** @description The owner: a user or a service account. */
            user?: string;
        };
        BulkRevocationResult: {
            /** @description Of tokens that had not ended. */
            count: number;
            /** @description True: they were only counted. */
            "dry-run": boolean;
        };
        Certificate: {
            /** @description Whole days until it ends; negative after that. */
            "days-left": number;
            /**
             * @description server: of the gateway or of this API; root: signed by itself; ca: between a root and what it issued; device-ca: signs certificates of devices.
             * @enum {string}
             */
            kind: "server" | "root" | "ca" | "device-ca";
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "not-after": number;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "not-before": number;
            /** @description SHA-256 of the certificate. */
            sha256: string;
            /** @description The name of its file, or the id of the device CA. */
            source: string;
            /**
             * @description pending: not valid yet; valid; ending: valid for less than thirty more days; expired.
             * @enum {string}
             */
            state: "pending" | "valid" | "ending" | "expired";
            subject: string;
        };
        Configuration: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            CreatedAt: number;
            CreatedBy: string;
            Files?: {
                [key: string]: components["schemas"]["ConfigurationFile"];
            };
            /** @description Absent where none was given. */
            Reason?: string;
            Revision: number;
        };
        /** @description At most 1,000 files and 4 MiB. A file may be in a folder; `z-50-fioctl.toml` is TOML. */
        ConfigurationChange: {
            /** @description Ignored. */
            CreatedAt?: number;
            /** @description Ignored. */
            CreatedBy?: string;
            Files?: {
                [key: string]: {
                    OnChanged?: string[] | null;
                    /** @description Without it the value is encrypted to the key of the device, and passed on untouched. */
                    Unencrypted?: boolean;
                    /** @description The content, or what it is encrypted to; in base64 then. */
                    Value: string;
                };
            } | null;
            /** @description Why; shown in the history. */
            Reason?: string;
        };
        ConfigurationFile: {
            /** @description The handler that the device runs when the file changes, and its arguments. */
            OnChanged?: string[];
            /** @description Without it the value is encrypted to the key of the device, and passed on untouched. */
            Unencrypted?: boolean;
            /** @description The content, or what it is encrypted to; in base64 then. */
            Value: string;
        };
        ConfigurationRevert: {
            /** @description Why; shown in the history. */
            Reason?: string;
            Revision: number;
        };
        ContainerCollection: {
            "blobs-deleted": number;
            "blobs-kept": number;
            error: string | null;
            "finished-at": string | null;
            manifests: number;
            outcome: "completed" | "failed" | null;
            /** @description `waiting` for what is under way, `marking` what manifests name, `deleting` the rest, `reopening` for pushes: where that lasts, `error` says why. */
            phase: "waiting" | "marking" | "deleting" | "reopening" | null;
            "started-at": string | null;
            status: "idle" | "running";
        };
        ContainerRepository: {
            /** @description As engines name it, the host included. */
            image: string;
            /** @description The name without its factory; in a path its slashes are encoded. */
            name: string;
        };
        ContainerTag: {
            /** @description Of its layers and its configuration, as they are stored; null for a list of images. */
            bytes: number | null;
            digest: string;
            "media-type": string;
            tag: string;
        };
        CreatedRunner: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            /** @description Whether it builds images; null before it said so. */
            engine: boolean | null;
            hostTags: string[];
            /** Format: uuid */
            id: string;
            /** @description How it keeps runs apart; null before it said so. */
            isolation: ("container" | "namespaces") | null;
            /** @description From where it was last heard of. */
            "last-address": string | null;
            /** @description Unix seconds; 0 for never. */
            "last-seen-at": number;
            name: string;
            /** @description The token itself, shown this once. */
            token: string;
        };
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
        Deployment: {
            /** @description Null for a compose file. */
            command: {
                [key: string]: unknown;
            } | null;
            /** @description The text of a compose file; null for one container. */
            compose: string | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            id: number;
            /** @description What the command names; null for a compose file. */
            image: string | null;
            /** @description All that it names, each once. */
            images: string[];
            /** @description Whether it was found unhealthy. */
            "is-bad": boolean;
            /** @enum {string} */
            kind: "container" | "compose";
            /** @description Why it failed. */
            outcome: string | null;
            /** @enum {string} */
            status: "pending" | "succeeded" | "failed";
            /** @description Counts from the oldest one on. */
            version: number;
        };
        Device: {
            /** @description The settings of its agent; may be empty. */
            "aktualizr-toml": string;
            apps: string[] | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            factory: string;
            /** @description JSON, as a text; may be empty. */
            "hardware-info": string;
            /** @description Labels by key; `name` and `group` are among them. */
            labels: {
                [key: string]: string;
            };
            /** @description Unix seconds; 0 for never. */
            "last-seen": number;
            /** @description JSON, as a text; may be empty. */
            "network-info": string;
            "ostree-hash": string;
            /** @description The live public key in PEM (RFC 7468, section 13); empty without one. */
            pubkey: string;
            status?: components["schemas"]["DeviceStatus"];
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
        DeviceAction: {
            capture: boolean;
            /** @description Also the id of the test that reports it. */
            id: string;
            name: string;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "requested-at": number;
            "requested-by": string;
            /**
             * @description `superseded`: the same was asked for again before the device reported this one. `delivered` is the last state of one that is not captured.
             * @enum {string}
             */
            state: "pending" | "superseded" | "delivered" | "running" | "passed" | "failed";
        };
        DeviceActions: {
            /** @description What the device can be asked for. */
            offered: string[];
            /** @description The newest first. */
            started: components["schemas"]["DeviceAction"][];
        };
        DeviceCa: {
            /** @description Null where it came with cas.pem, and is retired when it leaves that file. */
            "added-by": string | null;
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
        DeviceCaRequest: {
            /** @description One certificate of a CA in PEM (RFC 7468). */
            certificate: string;
            /**
             * @description For devices that are not known yet; `open` unless given.
             * @enum {string}
             */
            "enrolment-policy"?: "open" | "registered" | "approval";
            /** @description The organizational unit (OU) of its subject unless given. */
            factory?: string;
        };
        DeviceEvent: {
            /** @description As the device wrote it (RFC 3339). */
            deviceTime: string;
            event: {
                correlationId: string;
                details?: string;
                /** @description The control unit that it is about; may be empty. */
                ecu: string;
                /** @description Missing where nothing is known. */
                success?: boolean;
                targetName: string;
                version: string;
            };
            eventType: {
                id: string;
                version: number;
            };
            id: string;
            /** @description What happened, in words. */
            status: string;
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
        DeviceRegistration: {
            /** @description A certificate signing request (PKCS#10, RFC 2986) in PEM. */
            csr: string;
            /** @description Its label `group`; none if empty. A group that has devices or a configuration. */
            group?: string;
            /** @description For sota.toml. */
            "hardware-id"?: string;
            /** @description Its label `name`; none if empty. */
            name?: string;
            /** @description Values of sota.toml by section and key. An empty one leaves a comment in the place of its key; one that begins with a double quote is written as it is, every other one in quotes. */
            overrides?: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            /** @description Where the device keeps its files, for sota.toml; `/var/sota` unless given. */
            "sota-config-dir"?: string;
            /**
             * @description The UUID of the device, which is the common name of its request too.
             * @example 0f6e3b3c-5a5e-4d0e-9a52-1d1f3f0f7b11
             */
            uuid: string;
        };
        DeviceStatus: {
            correlationId: string;
            /** @description As the device wrote it (RFC 3339). */
            deviceTime: string;
            /** @description What happened, in words. */
            status: string;
            "target-name": string;
            uuid: string;
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
        DeviceTest: {
            /** @description Absent in the list, and where there are none. */
            artifacts?: string[];
            completed_on: number | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            created_on: number;
            details?: string;
            name: string;
            results?: {
                details: string;
                /** @description Unix seconds by the clock of the device. */
                local_ts: number;
                metrics: {
                    [key: string]: number;
                } | null;
                name: string;
                /** @enum {string} */
                status: "PASSED" | "FAILED" | "SKIPPED";
            }[];
            /** @enum {string} */
            status: "RUNNING" | "PASSED" | "FAILED";
            /** @description The target that ran; empty where none was reported. */
            target_name: string;
            /** @description The id of the test. */
            uuid: string;
        };
        DockerHost: {
            /** @description `host:port/version`, as its beacon reports it. */
            address: string;
            alias: string | null;
            beacon: {
                address: string;
                /** @description Of a beacon that connects from its side, as a device: since when, 0 while it is not connected. Null for one that is called at its address. */
                connection: {
                    /** @description Unix seconds; 0 for never. */
                    "connected-at": number;
                    /**
                     * Format: uuid
                     * @description A UUID in its textual form, in any case.
                     */
                    device: string;
                    /** @description The device is on the denied list. */
                    "is-denied": boolean;
                } | null;
                /**
                 * Format: uuid
                 * @description A UUID in its textual form, in any case.
                 */
                id: string;
            };
            "can-access-docker": boolean;
            /** @description Opaque. */
            id: string;
            /** @description The beacon did not name it last. */
            "is-stale": boolean;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "last-seen": number;
            /** @description Of whoever asks, on the beacon: 0 uses, 1 changes, 2 owns it. */
            level: number;
            name: string;
        };
        EffectiveConfiguration: {
            Files: {
                [key: string]: {
                    /** @description The layer that it comes from; several for a file that was joined of them. */
                    From: ("factory" | "group" | "device")[];
                    /** @description The handler that the device runs when the file changes, and its arguments. */
                    OnChanged?: string[];
                    /** @description Without it the value is encrypted to the key of the device, and passed on untouched. */
                    Unencrypted?: boolean;
                    /** @description The content, or what it is encrypted to; in base64 then. */
                    Value: string;
                };
            };
            Layers: {
                /** @description Seconds since 1970-01-01T00:00:00Z. */
                CreatedAt: number;
                CreatedBy: string;
                Group?: string;
                Layer: "factory" | "group" | "device";
                /** @description Absent where none was given. */
                Reason?: string;
                Revision: number;
            }[];
        };
        EnrolmentApproval: {
            /** @description SHA-256 of the SubjectPublicKeyInfo, in hexadecimal. */
            "spki-sha256"?: string;
        };
        EnrolmentToken: {
            /** @description Where it may be used; null for everywhere. */
            cidrs: string[] | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "expires-at": number;
            factory: string;
            /** @description The group that its devices come into; null for the one that they name. */
            group: string | null;
            id: string;
            /** @description Unix seconds; 0 for never. */
            "last-used-at": number;
            "max-uses": number;
            name: string;
            /** @description What the names of its devices begin with; null for anything. */
            "name-prefix": string | null;
            /** @description Unix seconds; 0 for never. */
            "revoked-at": number;
            "revoked-by": string | null;
            /**
             * @description `suspended`: whoever made it, or the token that it was made with, may not register such devices at present, so neither may it.
             * @enum {string}
             */
            state: "usable" | "suspended" | "used_up" | "revoked" | "expired";
            /** @description How many devices have registered with it. */
            uses: number;
        };
        EnrolmentTokenRequest: {
            /** @description The only addresses and networks that it may be used from, such as `10.0.0.0/8`. */
            cidrs?: string[];
            /** @description Unix seconds, at most 365 days ahead; a day from now if not said. */
            "expires-at"?: number;
            /** @description The group that its devices come into; they name none, or this one. */
            group?: string;
            /** @description How many devices may register with it; one unless said. */
            "max-uses"?: number;
            /** @description What the list of tokens calls it. */
            name: string;
            /** @description What the names of its devices begin with. */
            "name-prefix"?: string;
        };
        /** @description A rollout as the device stands to it. */
        ExplainedRollout: {
            "assigned-at": number | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            explanation: string;
            /**
             * @description The reason in one word.
             * @enum {string}
             */
            reason: "assigned" | "denied" | "unassigned" | "replaced" | "not_selected" | "outside_author_groups" | "other_factory" | "no_tag" | "tag_differs" | "later_rollout" | "closed" | "pending" | "waiting" | "metadata_refused";
            rollout: string;
            /** @enum {string} */
            state: "pending" | "open" | "closed";
            tag: string;
            update: string;
        };
        Fleet: {
            /** @description On the denied list; in none of the numbers above. */
            denied: number;
            /** @description The factory of this installation. */
            factory: string;
            /** @description Seen within `late-seconds`, not within `online-seconds`. */
            late: number;
            /** @description How long ago a device that is late was seen at most. */
            "late-seconds": number;
            /** @description On record, and never seen. */
            "never-seen": number;
            /** @description Seen, not within `late-seconds`. */
            offline: number;
            /** @description Seen within `online-seconds`. */
            online: number;
            /** @description How long ago a device that is online was seen at most. */
            "online-seconds": number;
            /** @description Wait for an operator to let them enrol; null for whoever sees some groups alone. */
            "pending-enrolments": number | null;
            /** @description Presented another key than the one on record; in another number, too. */
            "refused-keys": number;
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
        /** @description Who an account is at a login provider. */
        Identity: {
            "last-login-at": number | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "linked-at": number;
            /** @description How the person was called there at the last login. */
            login: string;
            provider: string;
            /** @description What the provider calls the person for ever. */
            subject: string;
        };
        /** @description A new client of OAuth 2. */
        IssuedApplicationCredential: {
            /** @description SHA-256, in base64url, of a certificate with which the client may prove who it is in place of the secret (RFC 8705). */
            "certificate-thumbprint": string | null;
            /** @description The only networks that it may be used from; null: no limit. */
            cidrs: string[] | null;
            /** @description What the client proves with who it is; shown this once. Null: it is public. */
            "client-secret": string | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            /** @description parent: the token that it was made with was disabled; unused: nobody used it for long. */
            "disable-reason": ("owner" | "administrator" | "parent" | "unused") | null;
            /** @description Null: it is not disabled. */
            "disabled-at": number | null;
            /** @description Who disabled it. */
            "disabled-by": string | null;
            /** @description Null: never. */
            "expires-at": number | null;
            /** @description The only groups whose devices it is for; null: no limit. */
            groups: string[] | null;
            /** @description The client id. */
            id: string;
            /** @description Null: never. Up to ten seconds behind. */
            "last-used-at": number | null;
            /** @description The address. */
            "last-used-from": string | null;
            name: string;
            /** @description Whatever its owner wants to remember. */
            note: string | null;
            owner: string;
            /** @description The token that it was made with. */
            parent: string | null;
            /** @description True for a client without a secret. */
            public: boolean;
            /** @description How many requests it is good for; null: as many as any other. */
            "rate-limit": {
                /** @description How many may come at once after a rest. */
                burst: number;
                /** @description Requests in a second; 0.01 is one in a hundred seconds. */
                "per-second": number;
            } | null;
            /** @description Where authorization codes may be sent to: `https`, `http` on the same machine, or the scheme of an app. */
            "redirect-uris": string[];
            /** @description True: what the client gets is bound to a key that it shows, or it gets nothing. */
            "requires-binding": boolean;
            /** @description Why it was revoked. */
            "revoke-reason": string | null;
            /** @description Null: it is not revoked. */
            "revoked-at": number | null;
            /** @description Who revoked it. */
            "revoked-by": string | null;
            scopes: string[];
            /** @enum {string} */
            state: "active" | "expired" | "revoked" | "disabled";
        };
        IssuedEnrolmentToken: {
            /** @description Where it may be used; null for everywhere. */
            cidrs: string[] | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "expires-at": number;
            factory: string;
            /** @description The group that its devices come into; null for the one that they name. */
            group: string | null;
            id: string;
            /** @description Unix seconds; 0 for never. */
            "last-used-at": number;
            "max-uses": number;
            name: string;
            /** @description What the names of its devices begin with; null for anything. */
            "name-prefix": string | null;
            /** @description Unix seconds; 0 for never. */
            "revoked-at": number;
            "revoked-by": string | null;
            /**
             * @description `suspended`: whoever made it, or the token that it was made with, may not register such devices at present, so neither may it.
             * @enum {string}
             */
            state: "usable" | "suspended" | "used_up" | "revoked" | "expired";
            /** @description The token itself, shown this once. */
            token: string;
            /** @description How many devices have registered with it. */
            uses: number;
        };
        /** @description A new token. */
        IssuedToken: {
            /** @description The only networks that it may be used from; null: no limit. */
            cidrs: string[] | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "expires-at": number;
            /** @description The only groups whose devices it is for; null: no limit. */
            groups: string[] | null;
            id: string;
            /** @description How many requests it is good for; null: no limit. */
            "max-uses": number | null;
            name: string;
            /** @description When it begins to be accepted; null: at once. */
            "not-before": number | null;
            /** @description Whatever its owner wants to remember. */
            note: string | null;
            owner: string;
            /** @description How many requests it is good for; null: as many as any other. */
            "rate-limit": {
                /** @description How many may come at once after a rest. */
                burst: number;
                /** @description Requests in a second; 0.01 is one in a hundred seconds. */
                "per-second": number;
            } | null;
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
        /** @description Where people prove who they are. */
        LoginProvider: {
            id: string;
            /** @enum {unknown} */
            kind: "oidc" | "google" | "github";
            /** @description Where a browser begins; `return-to` in its query names a path to go to then. */
            "login-path": string;
            /** @description How people know it. */
            title: string;
        };
        NewApplication: {
            /** @description The body with which Docker creates the container. */
            command?: {
                [key: string]: unknown;
            };
            /** @description The text of a compose file, in the place of a command; what it may have is in the guide on compose files. */
            compose?: string;
            /** @description Pulls the image first. */
            "force-pull"?: boolean;
            /** @description What makes it count as healthy: a health check as Docker has it, `SoakSeconds` and `DeadlineSeconds`. */
            health?: {
                [key: string]: unknown;
            };
            instances: string[];
            name: string;
            /** @description Starts the containers; true unless said. */
            start?: boolean;
        };
        /** @description A login that goes on. */
        OpenSession: {
            /** @description Where it began. */
            address: string | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            /** @description Whether this session asks. */
            current: boolean;
            "expires-at": number | null;
            id: string;
            "last-used-at": number | null;
            "user-agent": string | null;
        };
        Operation: {
            /** @description The name of the application. */
            application: string;
            /** @description What is deployed; null where nothing is. */
            deployment: number | null;
            /** @description Unix seconds; 0 for never. */
            "finished-at": number;
            /** @description How far it is on each host. */
            hosts: {
                address: string;
                name: string;
                /** @description What became of it, where that was not asked for. */
                outcome: string | null;
                /** @enum {string} */
                role: "deployed" | "removed";
                /** @enum {string} */
                state: "active" | "restoring" | "removing" | "finishing" | "settled" | "left_out";
            }[];
            /**
             * Format: uuid
             * @description A UUID in its textual form, in any case.
             */
            id: string;
            /** @enum {string} */
            kind: "create" | "start" | "stop" | "revert" | "update";
            /** @description Why it failed. */
            outcome: string | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "requested-at": number;
            "requested-by": string;
            /** @description Unix seconds; 0 for never. */
            "started-at": number;
            /** @enum {string} */
            status: "pending" | "running" | "succeeded" | "failed";
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
            /** @description How much is stored of what comes in pieces; the next one begins there. */
            bytes?: number;
            /**
             * @description The reason, the same as in the log.
             * @enum {string}
             */
            code: "account_deactivated" | "account_has_password" | "action_not_offered" | "app_unusable" | "application_busy" | "application_credential_not_found" | "application_forbidden" | "application_name_taken" | "application_not_found" | "application_owner_last" | "archive_entry_forbidden" | "archive_malformed" | "archive_too_large" | "artifact_name_invalid" | "artifact_not_found" | "artifacts_exhausted" | "authorization_denied" | "authorization_pending" | "beacon_address_forbidden" | "beacon_alias_empty" | "beacon_alias_taken" | "beacon_call_failed" | "beacon_denied" | "beacon_exists" | "beacon_forbidden" | "beacon_not_connected" | "beacon_not_found" | "beacon_owner_last" | "body_too_large" | "build_definition_invalid" | "build_ended" | "build_not_complete" | "build_not_found" | "build_removed" | "build_trigger_not_found" | "certificate_algorithm_forbidden" | "certificate_expired" | "certificate_extension_unknown" | "certificate_factory_mismatch" | "certificate_key_forbidden" | "certificate_malformed" | "certificate_not_yet_valid" | "certificate_purpose_forbidden" | "certificate_required" | "certificate_subject_invalid" | "certificate_untrusted" | "client_certificate_required" | "client_invalid" | "client_unauthorized" | "collection_not_offered" | "collection_running" | "committed_unconfirmed" | "configuration_archive_invalid" | "configuration_file_not_allowed" | "configuration_file_not_found" | "configuration_not_found" | "credentials_invalid" | "credentials_required" | "cross_site_request" | "cursor_invalid" | "deployment_bad" | "deployment_not_found" | "deployment_of_other_application" | "device_awaits_approval" | "device_ca_cannot_sign" | "device_ca_exists" | "device_ca_expired" | "device_ca_factory_unknown" | "device_ca_file_invalid" | "device_ca_not_found" | "device_ca_retired" | "device_ca_unsuitable" | "device_code_expired" | "device_denied" | "device_exists" | "device_group_exists" | "device_group_in_use" | "device_group_unknown" | "device_key_live" | "device_key_mismatch" | "device_key_purged" | "device_name_taken" | "device_not_denied" | "device_not_found" | "device_not_registered" | "device_update_not_found" | "docker_call_failed" | "docker_host_not_found" | "docker_request_refused" | "dpop_proof_invalid" | "dumb_protocol_refused" | "enrolment_device_forbidden" | "enrolment_name_forbidden" | "enrolment_token_not_found" | "factory_not_found" | "form_outdated" | "gateway_overloaded" | "git_repository_exists" | "git_repository_not_found" | "grant_invalid" | "grant_type_unsupported" | "group_not_found" | "head_too_large" | "idempotency_key_in_progress" | "idempotency_key_reused" | "idempotency_key_unsupported" | "idempotency_outcome_unknown" | "identity_already_linked" | "identity_is_last_login" | "identity_issuer_changed" | "identity_not_allowed" | "identity_not_found" | "identity_provider_not_found" | "identity_provider_unavailable" | "identity_taken" | "identity_unknown" | "insufficient_storage" | "internal" | "invalid_json" | "invalid_request" | "invalid_xml" | "last_administrator" | "login_answer_invalid" | "login_declined" | "login_failed" | "login_not_expected" | "manifest_in_use" | "manifest_not_found" | "metadata_invalid" | "metadata_not_acceptable" | "metadata_not_found" | "metadata_unsignable" | "method_not_allowed" | "next_key_malformed" | "next_key_not_announced" | "next_key_purged" | "next_key_retired" | "next_key_taken" | "next_keys_exhausted" | "no_earlier_deployment" | "not_acceptable" | "not_offered" | "oauth_request_invalid" | "oauth_scope_invalid" | "offset_too_large" | "one_time_code_wrong" | "operation_not_found" | "password_expired" | "password_wrong" | "pending_enrolment_ambiguous" | "pending_enrolment_not_found" | "precondition_failed" | "push_refused" | "range_not_satisfiable" | "rate_limited" | "redirect_uri_invalid" | "registration_unavailable" | "registry_absent" | "registry_catalog_denied" | "registry_collecting" | "registry_not_served" | "registry_operation_unsupported" | "registry_refused" | "registry_token_invalid" | "registry_token_too_narrow" | "registry_unavailable" | "rekey_permit_key_unclear" | "rekey_permit_not_found" | "rekey_permit_used" | "repository_name_invalid" | "repository_not_found" | "request_malformed" | "request_timeout" | "role_exists" | "role_in_use" | "role_not_found" | "rollout_exists" | "rollout_in_use" | "rollout_name_invalid" | "rollout_not_found" | "route_not_found" | "run_artifact_path_invalid" | "run_artifacts_exhausted" | "run_console_full" | "run_console_misplaced" | "run_image_unavailable" | "run_lease_lost" | "run_source_unavailable" | "runner_exists" | "runner_no_isolation" | "runner_not_found" | "runner_users_exhausted" | "runner_work_folder_closed" | "runner_work_folder_taken" | "scope_missing" | "scope_not_held" | "sealed_secret_lost" | "second_factor_exists" | "second_factor_failed" | "second_factor_not_found" | "second_factor_required" | "second_factor_setup_required" | "service_account_foreign" | "service_account_not_found" | "service_account_owner_unfit" | "service_unavailable" | "session_not_found" | "session_not_fresh" | "session_required" | "signer_unavailable" | "signing_keys_exist" | "signing_keys_missing" | "signing_request_factory_mismatch" | "signing_request_key_forbidden" | "signing_request_malformed" | "signing_request_name_mismatch" | "signing_request_subject_mismatch" | "signing_request_unsigned" | "source_file_too_large" | "source_not_served" | "target_content_missing" | "target_exists" | "target_invalid" | "target_not_found" | "target_version_ahead" | "targets_full" | "test_not_found" | "token_address_forbidden" | "token_disabled" | "token_ended" | "token_not_found" | "token_not_narrower" | "token_not_rotatable" | "token_parent_disabled" | "token_required" | "token_uses_bounded" | "token_versions_exhausted" | "too_many_connections" | "too_many_downloads" | "too_many_git_repositories" | "too_many_git_requests" | "too_many_refusals" | "unsupported_media_type" | "update_content_invalid" | "update_exists" | "update_file_not_found" | "update_in_use" | "update_name_invalid" | "update_not_assigned" | "update_not_found" | "upgrade_required" | "uri_too_long" | "user_active" | "user_code_unknown" | "user_exists" | "user_is_self" | "user_level_too_low" | "user_not_found" | "webhook_address_forbidden" | "webhook_call_failed";
            /** @description Particulars of this occurrence. */
            detail?: string;
            errors?: {
                /** @description The rule that the value breaks. */
                message: string;
                /** @description A JSON pointer (RFC 6901) that begins with /params, /query, /headers or /body. */
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
        /** @description Ten codes, each good once; shown this once. */
        RecoveryCodes: {
            "recovery-codes": string[];
        };
        RegisteredFiles: {
            /** @description Its own certificate. */
            "client.pem": string;
            /** @description The certificate by which it knows the gateway. */
            "root.crt": string;
            /** @description Its settings. */
            "sota.toml": string;
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
        Reversion: {
            /** @description Deploys also what was found unhealthy before. */
            force?: boolean;
            "force-pull"?: boolean;
            /** @description The id of a deployment; below 0, so many before the newest one. */
            target: number;
        };
        /** @description Scopes under a name, for every device or for those of some groups. */
        Role: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "changed-at": number;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            description: string;
            groups: string[] | null;
            name: string;
            scopes: string[];
            /** @description Grows by one with each change. */
            version: number;
        };
        Rollout: {
            /** @description How many of them have the update by this rollout now. */
            "assigned-count": number;
            "closed-at": number | null;
            "closed-by": string | null;
            /** @description Whether its first devices are assigned. */
            committed: boolean;
            "committed-at": number | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            /** @description How many effective devices. */
            "effective-count": number;
            /** @description The devices that it gave the update to, by UUID; the first 10,000. Those that the update was taken away from are not among them. */
            "effective-uuids": string[];
            groups: string[];
            name: string;
            /**
             * @description `pending`: not committed yet; `open`: takes devices that come to fit it; `closed`: takes no more.
             * @enum {string}
             */
            state: "pending" | "open" | "closed";
            /** @description Whether it is for every device that reports the tag, as a rollout of a target is that follows its tag. */
            "takes-all": boolean;
            /** @description The devices that it names, by UUID; the first 10,000. */
            uuids: string[];
        };
        RolloutDevice: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "assigned-at": number;
            /**
             * @description `assigned`: has the update by this rollout; `replaced`: has another one, or has it by another rollout; `unassigned`: it was taken away.
             * @enum {string}
             */
            state: "assigned" | "replaced" | "unassigned";
            "unassigned-at": number | null;
            "unassigned-by": string | null;
            uuid: string;
        };
        RolloutRequest: {
            /** @description Has no meaning in a request. */
            committed?: boolean;
            /** @description Must be left out or empty: it is what comes of the rollout. */
            "effective-uuids"?: string[] | null;
            /** @description The groups whose devices are meant, those included that join later. */
            groups?: string[] | null;
            /** @description The devices that are named; they need not exist yet. */
            uuids?: string[] | null;
        };
        /** @description A client of OAuth 2 with a new secret. */
        RotatedApplicationCredential: {
            /** @description Shown this once. */
            "client-secret": string;
            /** @description The client id. */
            id: string;
            /** @description Seconds since 1970-01-01T00:00:00Z: when the secrets before it end. */
            "overlap-ends-at": number;
            /** @description How many secrets the client has had. */
            version: number;
        };
        /** @description A token with a new secret. */
        RotatedToken: {
            id: string;
            /** @description Seconds since 1970-01-01T00:00:00Z: when the secrets before it end. */
            "overlap-ends-at": number;
            /** @description What its holder sends from now on; it is shown this once. */
            token: string;
            /** @description How many secrets the token has had. */
            version: number;
        };
        RunChoice: {
            /** @description One of them; all unless said. */
            run?: string;
        };
        RunCompletion: {
            message?: string;
            result?: {
                /** @description By name: `<host>/<factory>/<app>@sha256:<64 hexadecimal digits>`. */
                apps: {
                    [key: string]: string;
                };
                images: string[];
            };
            /** @enum {string} */
            status: "PASSED" | "FAILED";
        };
        Runner: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            /** @description Whether it builds images; null before it said so. */
            engine: boolean | null;
            hostTags: string[];
            /** Format: uuid */
            id: string;
            /** @description How it keeps runs apart; null before it said so. */
            isolation: ("container" | "namespaces") | null;
            /** @description From where it was last heard of. */
            "last-address": string | null;
            /** @description Unix seconds; 0 for never. */
            "last-seen-at": number;
            name: string;
        };
        RunnerRequest: {
            /** @description The host tags whose runs it may take, beside those of runs that need none. */
            hostTags?: string[];
            name: string;
        };
        RunOrder: {
            buildId: number;
            /** @description The image that the script runs in. */
            container: string | null;
            /** @description What the run may clone, pull and push with, while the lease lasts. */
            credential: {
                registryHost: string;
                secret: string;
                serverUrl: string;
            };
            factory: string;
            /** Format: uuid */
            leaseId: string;
            /** @description So long the runner may be silent. */
            leaseSeconds: number;
            name: string;
            params: {
                [key: string]: string;
            };
            persistentVolumes: {
                [key: string]: string;
            };
            publishes: {
                /** @description Whether the apps of the workspace are published. */
                apps: boolean;
                /** @description Whether the run may use the network. */
                network: boolean;
                tags: string[];
            };
            /** Format: uuid */
            runId: string;
            /** @description Empty for none. */
            script: string;
            secrets: {
                [key: string]: string;
            };
            source: {
                commit: string;
                ref: string;
                repository: string;
                url: string;
            } | null;
            timeoutSeconds: number;
        };
        RunStatus: {
            /** @enum {string} */
            status: "RUNNING" | "UPLOADING";
        };
        RunWord: {
            /** @description True once the runner has to end the run. */
            cancel: boolean;
        };
        /** @description Who asks. */
        Self: {
            credential: {
                id: string;
                kind: "token" | "session";
            };
            /** @description The same by groups of devices; null for every device, and what is none. */
            grants: {
                groups: string[] | null;
                scopes: string[];
            }[];
            /** @description What this credential may do now, for whichever devices. */
            scopes: string[];
            username: string;
        };
        /** @description A user that is a program. */
        ServiceAccount: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            name: string;
            /** @description The person who answers for it. */
            owner: string;
            /** @description Their names. */
            roles: string[];
            /** @description What it was given beside its roles; it can do no more than its owner at the moment. */
            scopes: string[];
            /** @description False where the owner was deactivated: its tokens are refused. */
            usable: boolean;
        };
        ServiceAccountChange: {
            /** @description The person who answers for it. */
            owner?: string;
            roles?: string[];
            scopes?: string[];
        };
        ServiceAccountRequest: {
            /** @description Among the names of users: a letter or digit, then up to 63 letters, digits and `. _ @ -`. */
            name: string;
            /** @description The person who answers for it; whoever asks, unless said. */
            owner?: string;
            roles?: string[];
            scopes: string[];
        };
        /** @description A session; its secret is in the cookie alone. */
        Session: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "expires-at": number;
            username: string;
        };
        /** @description Metadata of one role, as devices get it. */
        SignedMetadata: {
            signatures: {
                keyid: string;
                method: string;
                sig: string;
            }[];
            signed: {
                _type: string;
                /** @description Such as `2027-02-20T11:04:13Z`. */
                expires: string;
                version: number;
            };
        };
        SourceRepository: {
            /** @description On the disk, as measured last; null where nothing was ever pushed. */
            bytes: number | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            /** @description The branch that is cloned and shown; nobody deletes it. */
            "default-branch": string;
            /** @description No reference is moved but forward, whoever pushes. */
            "keeps-history": boolean;
            name: string;
            "pushed-at": number | null;
            /** @description Where it is cloned from. */
            url: string;
        };
        SourceRepositoryChange: {
            /** @description The branch that is cloned and shown; nobody deletes it. */
            "default-branch": string;
        };
        SourceRepositoryRequest: {
            /** @description The branch that is cloned and shown; nobody deletes it. */
            "default-branch"?: string;
            /** @description No reference is moved but forward, whoever pushes. */
            "keeps-history"?: boolean;
            name: string;
        };
        StoredConsole: {
            /** @description Where the next piece begins. */
            bytes: number;
            cancel: boolean;
        };
        Target: {
            /** @description Where each app is, by name. */
            apps: {
                [key: string]: string;
            };
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "changed-at": number;
            "changed-by": string;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            /** @description All that is said of it, as it came. */
            custom: {
                [key: string]: unknown;
            };
            "hardware-ids": string[];
            name: string;
            /** @description Of the commit, hexadecimal. */
            "ostree-hash": string;
            /** @description For each tag. */
            publications: components["schemas"]["TargetPublication"][];
            tags: string[];
            version: number;
        };
        TargetPublication: {
            /** @description When it is tried next; null once it is published. */
            "attempt-at": number | null;
            attempts: number;
            "published-at": number | null;
            /** @description Why it failed; of one that is published, what is to be known of it. */
            reason: string | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "requested-at": number;
            /**
             * @description Whether it is an update of the tag; what failed is tried again.
             * @enum {string}
             */
            state: "pending" | "published" | "failed";
            tag: string;
        };
        /** @description A token without its secret. */
        Token: {
            /** @description The only networks that it may be used from; null: no limit. */
            cidrs: string[] | null;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            /** @description The API that it was made for. */
            dialect: string;
            /** @description parent: the token that it was made with was disabled; unused: nobody used it for long. */
            "disable-reason": ("owner" | "administrator" | "parent" | "unused") | null;
            /** @description Null: it is not disabled. */
            "disabled-at": number | null;
            /** @description Who disabled it. */
            "disabled-by": string | null;
            /** @description Null: never. */
            "expires-at": number | null;
            /** @description The token that its line of descent begins with. */
            family: string;
            /** @description The only groups whose devices it is for; null: no limit. */
            groups: string[] | null;
            id: string;
            /** @description pat: of a user; svc: of a service account; app: the secret of a client of OAuth 2; ort, oac: its refresh and access tokens. */
            kind: string;
            /** @description Null: never. Up to ten seconds behind. */
            "last-used-at": number | null;
            /** @description The address. */
            "last-used-from": string | null;
            /** @description How many requests it is good for; null: no limit. */
            "max-uses": number | null;
            name: string;
            /** @description When it begins to be accepted; null: from its creation on. */
            "not-before": number | null;
            /** @description Whatever its owner wants to remember. */
            note: string | null;
            owner: string;
            /** @description The token that it was made with. */
            parent: string | null;
            /** @description How many requests it is good for; null: as many as any other. */
            "rate-limit": {
                /** @description How many may come at once after a rest. */
                burst: number;
                /** @description Requests in a second; 0.01 is one in a hundred seconds. */
                "per-second": number;
            } | null;
            /** @description Why it was revoked. */
            "revoke-reason": string | null;
            /** @description Null: it is not revoked. */
            "revoked-at": number | null;
            /** @description Who revoked it. */
            "revoked-by": string | null;
            scopes: string[];
            /** @enum {string} */
            state: "active" | "expired" | "revoked" | "disabled";
            /** @description How often it was used, where it has a number of uses. */
            uses: number;
        };
        TokenChange: {
            /** @description The only addresses and networks that it may be used from, such as `10.0.0.0/8`. */
            cidrs?: string[];
            /** @description True: refused until it is set to false again. */
            disabled?: boolean;
            /** @description The only groups whose devices it is for. With it the token reaches nothing that is in no group. */
            groups?: string[];
            /** @description What the list of tokens calls it. */
            name?: string;
            /** @description Null takes it away. */
            note?: string | null;
            /** @description How many requests it is good for at each instance. No token has more than the installation serves to any. */
            "rate-limit"?: {
                /** @description How many may come at once after a rest; those of two seconds, unless said. */
                burst?: number;
                /** @description Requests in a second; 0.01 is one in a hundred seconds. */
                "per-second": number;
            };
            scopes?: string[];
        };
        /** @description Texts that look like tokens. */
        TokenLeaks: {
            /** @description The kind of place, such as `commit`. */
            source?: string;
            /** @description The text that looks like a token. */
            token: string;
            /** @description Not looked at. */
            type?: string;
            /** @description Where it was found; kept without user, password and query. */
            url?: string;
        }[];
        /** @description One for each text, in their order. */
        TokenLeakVerdicts: {
            /**
             * @description true_positive: it is, or was, a token; it is not accepted any more.
             * @enum {string}
             */
            label: "true_positive" | "false_positive";
        }[];
        TokenPattern: {
            /** @description A text that fits, and is no token of anybody. */
            example: string;
            /** @description The parts, and how the check is computed. */
            explanation: string;
            /** @description A regular expression (ECMA-262). */
            pattern: string;
        };
        TokenRequest: {
            /** @description The only addresses and networks that it may be used from, such as `10.0.0.0/8`. */
            cidrs?: string[];
            /** @description Unix seconds: two years from now at most, a year from now unless said. */
            "expires-at"?: number;
            /** @description The only groups whose devices it is for. With it the token reaches nothing that is in no group. */
            groups?: string[];
            /** @description How many requests it is good for; as many as come, unless said. */
            "max-uses"?: number;
            /** @description What the list of tokens calls it. */
            name: string;
            /** @description Unix seconds: when it begins to be accepted; at once, unless said. */
            "not-before"?: number;
            /** @description Whatever its owner wants to remember, in lines of text. */
            note?: string;
            /** @description How many requests it is good for at each instance. No token has more than the installation serves to any. */
            "rate-limit"?: {
                /** @description How many may come at once after a rest; those of two seconds, unless said. */
                burst?: number;
                /** @description Requests in a second; 0.01 is one in a hundred seconds. */
                "per-second": number;
            };
            scopes: string[];
        };
        TokenRotation: {
            /** @description How long the secrets that there are stay valid: a number with `s`, `m`, `h` or `d`, up to 30 days; `24h` unless said. */
            overlap?: string;
        };
        Update: {
            /** @description How many bytes they are, also where other updates have the same. */
            bytes: number;
            /** @description Devices that are assigned to it and report its tag. */
            "device-count": number;
            /** @description How many files it has. */
            files: number;
            /** @description `signed`: made here, and signed again in time; `uploaded`: as it came. */
            metadata: ("signed" | "uploaded") | null;
            /** @description When the first file of the metadata expires, in Unix seconds; 0 without any. */
            "metadata-expires-at": number;
            name: string;
            tag: string;
            targets: components["schemas"]["UpdateTarget"][];
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "uploaded-at": number;
            "uploaded-by": string;
        };
        /** @description The metadata of an update by the names of its files. */
        UpdateMetadata: {
            "root.json": components["schemas"]["SignedMetadata"];
            "snapshot.json": components["schemas"]["SignedMetadata"];
            "targets.json": components["schemas"]["SignedMetadata"];
            "timestamp.json": components["schemas"]["SignedMetadata"];
        };
        UpdateSummary: {
            /** @description Devices that are assigned to it and report its tag. */
            "device-count": number;
            name: string;
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "uploaded-at": number;
            "uploaded-by": string;
        };
        UpdateTarget: {
            /** @description The place of each app by its name. */
            apps: {
                [key: string]: string;
            };
            "hardware-ids": string[];
            name: string;
            /** @description Hexadecimal; empty where the metadata has none. */
            "ostree-hash": string;
            tags: string[];
            version: string;
        };
        /** @description A user. Without a password `password-changed-at` is null; so is `deactivated-at` while the account is in use. */
        User: {
            /** @description Seconds since 1970-01-01T00:00:00Z. */
            "created-at": number;
            "created-by": string;
            "deactivated-at": number | null;
            "password-changed-at": number | null;
            /** @description From operators and from login providers. */
            roles: string[];
            scopes: string[];
            username: string;
        };
        UserScopes: {
            scopes: string[];
        };
        Vacancy: {
            /** @description Whether it builds images. */
            engine: boolean;
            freeSlots: number;
            /** @description Of those that it was registered with; all of them where none is named. */
            hostTags?: string[];
            /** @enum {string} */
            isolation: "container" | "namespaces";
        };
    };
    responses: never;
    parameters: {
        /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
        "Idempotency-Key": string;
        /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
        "If-Match": string;
    };
    requestBodies: never;
    headers: {
        /** @description The strong entity tag of the body, for `If-Match` and `If-None-Match`. */
        ETag: string;
        /** @description `true` where this is the kept answer to the first request with the key. */
        "Idempotency-Replayed": "true";
        /** @description What is left of the quota: `r` requests, and in `t` seconds the whole of it again, or after 429 the next request. */
        RateLimit: string;
        /** @description The quota of the credential, or of the address where no valid credential was shown: `q` requests in `w` seconds (draft-ietf-httpapi-ratelimit-headers-10). */
        "RateLimit-Policy": string;
        /** @description The id of this request: the client’s own, if it is acceptable, else a new one. */
        "X-Request-Id": string;
        /** @description When the token of the request ends (RFC 3339), from 30 days before that on. Rotate or replace it. */
        "X-Token-Expires": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listApplicationCredentials: {
        parameters: {
            query?: {
                /** @description True: those of everybody, where no `user` is named. */
                "all-owners"?: boolean;
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description The owner: a user or a service account; whoever asks, unless said. */
                user?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of application credentials, without their secrets. */
            200: {
                headers: {
                    /** @description The next page, if there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationCredential"][];
                };
            };
        };
    };
    createApplicationCredential: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApplicationCredentialRequest"];
            };
        };
        responses: {
            /** @description A repetition: the id of what the first request made, whose secret was shown then. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
            /** @description The client id, and the secret, shown this once. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedApplicationCredential"];
                };
            };
        };
    };
    findApplicationCredential: {
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
            /** @description The application credential, without its secret. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationCredential"];
                };
            };
        };
    };
    revokeApplicationCredential: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The public part of a token: its third field. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The client is not accepted any more, nor what was issued to it. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeApplicationCredential: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description The public part of a token: its third field. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApplicationCredentialChange"];
            };
        };
        responses: {
            /** @description The application credential as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationCredential"];
                };
            };
        };
    };
    rotateApplicationCredential: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The public part of a token: its third field. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRotation"];
            };
        };
        responses: {
            /** @description The new secret, shown this once. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedApplicationCredential"] | {
                        id: string;
                    };
                };
            };
        };
    };
    listApplications: {
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
            /** @description A page of applications. */
            200: {
                headers: {
                    /** @description The next page, if there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"][];
                };
            };
        };
    };
    createApplication: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApplication"];
            };
        };
        responses: {
            /** @description It is being done; the operation tells how far it is. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    /** @description The operation. */
                    Location?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    getApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of an application, or its name; what looks like a number is always an id. */
                application: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
        };
    };
    updateApplication: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The id of an application, or its name; what looks like a number is always an id. */
                application: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApplicationChange"];
            };
        };
        responses: {
            /** @description It is being done; the operation tells how far it is. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    /** @description The operation. */
                    Location?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    listDeployments: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many items a page has at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id of an application, or its name; what looks like a number is always an id. */
                application: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deployments. */
            200: {
                headers: {
                    /** @description The next page, if there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"][];
                };
            };
        };
    };
    listOperations: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many items a page has at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id of an application, or its name; what looks like a number is always an id. */
                application: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of operations. */
            200: {
                headers: {
                    /** @description The next page, if there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"][];
                };
            };
        };
    };
    revertApplication: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The id of an application, or its name; what looks like a number is always an id. */
                application: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reversion"];
            };
        };
        responses: {
            /** @description It is being done; the operation tells how far it is. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    /** @description The operation. */
                    Location?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    startApplication: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The id of an application, or its name; what looks like a number is always an id. */
                application: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is being done; the operation tells how far it is. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    /** @description The operation. */
                    Location?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    stopApplication: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The id of an application, or its name; what looks like a number is always an id. */
                application: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is being done; the operation tells how far it is. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    /** @description The operation. */
                    Location?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    listAuditCheckpoints: {
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
            /** @description A page of checkpoints. */
            200: {
                headers: {
                    /** @description The next page, where there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditCheckpoint"][];
                };
            };
        };
    };
    makeAuditCheckpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checkpoint. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditCheckpoint"];
                };
            };
        };
    };
    listAuditKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditKey"][];
                };
            };
        };
    };
    listAuditRecords: {
        parameters: {
            query?: {
                /** @description The whole name of an action. */
                action?: string;
                /** @description The name of a user, whatever credential was used. */
                actor?: string;
                /** @description The id of a user or a token, or the UUID of a device. */
                "actor-id"?: string;
                /** @description The client’s address. */
                address?: string;
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description The first second, since 1970-01-01T00:00:00Z. */
                from?: number;
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description The `X-Request-Id` of an answer. */
                "request-id"?: string;
                /** @description Which one was changed. */
                "target-id"?: string;
                /** @description What sort of thing was changed. */
                "target-kind"?: string;
                /** @description The first second that is not meant any more. */
                to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of records. */
            200: {
                headers: {
                    /** @description The next page, where there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditRecord"][];
                };
            };
        };
    };
    exportAuditRecords: {
        parameters: {
            query?: {
                /** @description The position of the last record that is there already. */
                after?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Records, one on each line. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": unknown;
                };
            };
        };
    };
    startLink: {
        parameters: {
            query?: {
                /** @description A path of this site to go to afterwards. */
                "return-to"?: string;
            };
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The id of a login provider. */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The browser goes to the provider. */
            303: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    /** @description Where the person says who they are. */
                    Location?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    /** @description What the answer of the provider is compared with. */
                    "Set-Cookie"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listLoginProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The providers, in the order of the configuration. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginProvider"][];
                };
            };
        };
    };
    listBeacons: {
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
            /** @description A page of beacons. */
            200: {
                headers: {
                    /** @description The next page, if there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Beacon"][];
                };
            };
        };
    };
    getBeacon: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID in its textual form, in any case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The beacon. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BeaconDetails"];
                };
            };
        };
    };
    deleteBeacon: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description A UUID in its textual form, in any case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nobody uses it any more. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listBuilds: {
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
            /** @description A page of builds with their runs, newest first. */
            200: {
                headers: {
                    /** @description The next page, where there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Build"][];
                };
            };
        };
    };
    getBuild: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number of a build. */
                build: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It, with its runs. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Build"];
                };
            };
        };
    };
    cancelBuild: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The number of a build. */
                build: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunChoice"];
            };
        };
        responses: {
            /** @description Runners are told. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    rerunBuild: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The number of a build. */
                build: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunChoice"];
            };
        };
        responses: {
            /** @description They wait for runners. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getBuildConsole: {
        parameters: {
            query?: {
                /** @description The first byte; 0 unless said. */
                from?: number;
            };
            header?: never;
            path: {
                /** @description The number of a build. */
                build: number;
                /** @description The name of a run of the build. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is from that byte on. */
            200: {
                headers: {
                    /** @description What the run is at. */
                    "Moorgate-Run-Status"?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; charset=utf-8": unknown;
                };
            };
        };
    };
    listCertificates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The certificates, the first to end first. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Certificate"][];
                };
            };
        };
    };
    uploadConfigurations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Read as it comes. An `Idempotency-Key` is refused: a repetition could not be compared with the first request. */
        requestBody: {
            content: {
                "application/x-tar": unknown;
            };
        };
        responses: {
            /** @description All layers are as the archive has them. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    getDeviceConfiguration: {
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
            /** @description The revision in force. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configuration"];
                };
            };
            /** @description Nothing was ever configured here. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is what `If-None-Match` names. */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    setDeviceConfiguration: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigurationChange"];
            };
        };
        responses: {
            /** @description The layer holds these files and no others. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getAppliedConfiguration: {
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
            /** @description The files, when it got them, and the layers that they came from. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppliedConfiguration"];
                };
            };
            /** @description It was never given anything. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getEffectiveConfiguration: {
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
            /** @description The files, and the layers that each comes from. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EffectiveConfiguration"];
                };
            };
        };
    };
    listDeviceConfigurationHistory: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description Below 1 it is 10. */
                limit?: number;
                "show-files"?: "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False";
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
            /** @description Revisions, the newest first. */
            200: {
                headers: {
                    /** @description The next page, where there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configuration"][];
                };
            };
        };
    };
    revertDeviceConfiguration: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigurationRevert"];
            };
        };
        responses: {
            /** @description The files of that revision are in force. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getFactoryConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The revision in force. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configuration"];
                };
            };
            /** @description Nothing was ever configured here. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is what `If-None-Match` names. */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    setFactoryConfiguration: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigurationChange"];
            };
        };
        responses: {
            /** @description The layer holds these files and no others. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listFactoryConfigurationHistory: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description Below 1 it is 10. */
                limit?: number;
                "show-files"?: "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revisions, the newest first. */
            200: {
                headers: {
                    /** @description The next page, where there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configuration"][];
                };
            };
        };
    };
    revertFactoryConfiguration: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigurationRevert"];
            };
        };
        responses: {
            /** @description The files of that revision are in force. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getGroupConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The group. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The revision in force. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configuration"];
                };
            };
            /** @description Nothing was ever configured here. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is what `If-None-Match` names. */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    setGroupConfiguration: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description The group. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigurationChange"];
            };
        };
        responses: {
            /** @description The layer holds these files and no others. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listGroupConfigurationHistory: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description Below 1 it is 10. */
                limit?: number;
                "show-files"?: "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False";
            };
            header?: never;
            path: {
                /** @description The group. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revisions, the newest first. */
            200: {
                headers: {
                    /** @description The next page, where there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configuration"][];
                };
            };
        };
    };
    revertGroupConfiguration: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The group. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigurationRevert"];
            };
        };
        responses: {
            /** @description The files of that revision are in force. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getContainerCollection: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The collection. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContainerCollection"];
                };
            };
        };
    };
    startContainerCollection: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has begun. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContainerCollection"];
                };
            };
        };
    };
    listContainerRepositories: {
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
            /** @description A page of repositories. */
            200: {
                headers: {
                    /** @description The next page, if there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContainerRepository"][];
                };
            };
        };
    };
    deleteContainerManifest: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description A tag, or a digest. */
                reference: string;
                /** @description The name without its factory; in a path its slashes are encoded. */
                repository: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nobody finds it any more. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listContainerTags: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many items a page has at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The name without its factory; in a path its slashes are encoded. */
                repository: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tags. */
            200: {
                headers: {
                    /** @description The next page, if there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContainerTag"][];
                };
            };
        };
    };
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceCa"][];
                };
            };
        };
    };
    addDeviceCa: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceCaRequest"];
            };
        };
        responses: {
            /** @description The CA, in use. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    /** @description The path of the CA. */
                    Location?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceCa"];
                };
            };
        };
    };
    getDeviceCa: {
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
            /** @description The CA. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceCa"];
                };
            };
            /** @description It is what `If-None-Match` names. */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    retireDeviceCa: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeDeviceCa: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
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
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
                /** @description Devices of this group; given several times, of one of these. */
                group?: string[];
                /** @description Devices with this label, as in `site=north`; given several times, with all. */
                label?: string[];
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description Devices whose name begins so; small letters differ from capital ones. */
                "name-prefix"?: string;
                /** @description How many devices to skip; above 100,000 a cursor is required. */
                offset?: number;
                /** @description Devices without a name come last in both orders by name. */
                "order-by"?: "name-asc" | "name-desc" | "uuid-asc" | "uuid-desc" | "created-at-asc" | "created-at-desc" | "last-seen-asc" | "last-seen-desc";
                /** @description Devices that were last seen before then, in Unix seconds, or never; 1 for those that never were. */
                "seen-before"?: number;
                /** @description Devices that were seen then or later, in Unix seconds. */
                "seen-since"?: number;
                /** @description Devices that last reported this tag, alone or among others; of several, with commas between them, each. */
                tag?: string;
                /** @description Devices whose UUID begins so. */
                "uuid-prefix"?: string;
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    /** @description The cursor of the next page; missing on the last one. */
                    "X-Next-Cursor"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceSummary"][];
                };
            };
        };
    };
    registerDevice: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceRegistration"];
            };
        };
        responses: {
            /** @description The files of the device. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredFiles"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listActions: {
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
            /** @description Those that the device offers, and those that were started. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceActions"];
                };
            };
        };
    };
    startAction: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActionRequest"];
            };
        };
        responses: {
            /** @description The action. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceAction"];
                };
            };
        };
    };
    listAppsStates: {
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
            /** @description The reports. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The newest first. */
                        apps_states: components["schemas"]["AppsState"][];
                    };
                };
            };
        };
    };
    listEcus: {
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
            /** @description Control units by serial. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: {
                            hwid: string;
                            target: string;
                        };
                    };
                };
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceKey"][];
                };
            };
        };
    };
    getLabels: {
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
            /** @description The labels. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
            /** @description It is what `If-None-Match` names. */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    replaceLabels: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
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
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchLabels: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
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
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listTests: {
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
            /** @description The tests. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceTest"][];
                };
            };
        };
    };
    getTest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the test. */
                id: string;
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The test with the names of its artifacts. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceTest"];
                };
            };
        };
    };
    getArtifact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the artifact, one segment. */
                artifact: string;
                /** @description The id of the test. */
                id: string;
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of it. */
            200: {
                headers: {
                    /** @description `bytes`. */
                    "Accept-Ranges"?: string;
                    /** @description `attachment`, with the name of the artifact. */
                    "Content-Disposition"?: string;
                    /** @description The version of the content, a strong entity tag. */
                    ETag?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description A part of it. */
            206: {
                headers: {
                    /** @description `bytes`. */
                    "Accept-Ranges"?: string;
                    /** @description `attachment`, with the name of the artifact. */
                    "Content-Disposition"?: string;
                    /** @description Which part of how many bytes. */
                    "Content-Range"?: string;
                    /** @description The version of the content, a strong entity tag. */
                    ETag?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description It is what the client has. */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    unassignDevice: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No update is assigned. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    explainAssignment: {
        parameters: {
            query?: {
                /** @description Rollouts of this tag alone. */
                tag?: string;
                /** @description Rollouts of updates of this name alone. */
                update?: string;
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
            /** @description The reasons. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assignment"];
                };
            };
        };
    };
    listDeviceUpdates: {
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
            /** @description Correlation ids. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    listDeviceEvents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A correlation id. */
                id: string;
                /** @description A UUID, in any case. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceEvent"][];
                };
            };
        };
    };
    listDockerHosts: {
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
            /** @description A page of hosts. */
            200: {
                headers: {
                    /** @description The next page, if there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DockerHost"][];
                };
            };
        };
    };
    getDockerHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a host, its alias, or its address with its slash escaped. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The host. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DockerHost"];
                };
            };
        };
    };
    listEnrolmentTokens: {
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
            /** @description A page of tokens, newest first, those that have ended included. */
            200: {
                headers: {
                    /** @description The next page, where there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolmentToken"][];
                };
            };
        };
    };
    createEnrolmentToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EnrolmentTokenRequest"];
            };
        };
        responses: {
            /** @description A repetition: the id of what the first request made, whose secret was shown then. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
            /** @description The token, shown this once. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedEnrolmentToken"];
                };
            };
        };
    };
    revokeEnrolmentToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The id of an enrolment token. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing registers with it any more. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getFleet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fleet"];
                };
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
            /** @description The groups that some device is in, or that have a configuration, sorted. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    getOperation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID in its textual form, in any case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It, with how far it is on each host. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
        };
    };
    tailOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `id` of the event that the client got last; the stream goes on behind it. */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @description A UUID in its textual form, in any case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events: `line` with the line as JSON and its place as the id; the status of the last one is `Finalized`. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    approveEnrolment: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PendingKey"][];
                };
            };
        };
    };
    listRoles: {
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
            /** @description A page of roles. */
            200: {
                headers: {
                    /** @description The next page, if there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"][];
                };
            };
        };
    };
    createRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string;
                    /** @description The groups whose devices the role is for; null for every device. */
                    groups?: string[] | null;
                    /** @description A letter or digit, then up to 63 letters, digits and `. _ -`. */
                    name: string;
                    scopes: string[];
                };
            };
        };
        responses: {
            /** @description The role, which nobody has yet. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    /** @description The path of the role. */
                    Location?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
        };
    };
    findRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A letter or digit, then up to 63 letters, digits and `. _ -`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            /** @description It is what `If-None-Match` names. */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description A letter or digit, then up to 63 letters, digits and `. _ -`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string;
                    /** @description The groups whose devices the role is for; null for every device. */
                    groups?: string[] | null;
                    scopes: string[];
                };
            };
        };
        responses: {
            /** @description The role as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
        };
    };
    deleteRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description A letter or digit, then up to 63 letters, digits and `. _ -`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role is gone, and its name free. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    leaseRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `id` of the event that the client got last; the stream goes on behind it. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Vacancy"];
            };
        };
        responses: {
            /** @description A run, or null. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run: components["schemas"]["RunOrder"] | null;
                    } | {
                        id: string;
                    };
                };
            };
        };
    };
    uploadRunArtifact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Below the run, with slashes. */
                path: string;
                /** @description `runId` of the order. */
                run: string;
            };
            cookie?: never;
        };
        /** @description Read as it comes. An `Idempotency-Key` is refused: a repetition could not be compared with the first request. */
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description It is stored. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    completeRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description `runId` of the order. */
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunCompletion"];
            };
        };
        responses: {
            /** @description It has ended. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    appendRunConsole: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description `runId` of the order. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description How much is stored. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredConsole"];
                };
            };
        };
    };
    renewRunLease: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description `runId` of the order. */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is to be done. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunWord"];
                };
            };
        };
    };
    changeRunStatus: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description `runId` of the order. */
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunStatus"];
            };
        };
        responses: {
            /** @description What is to be done. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunWord"];
                };
            };
        };
    };
    listRunners: {
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
            /** @description A page of runners, newest first. */
            200: {
                headers: {
                    /** @description The next page, where there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Runner"][];
                };
            };
        };
    };
    createRunner: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunnerRequest"];
            };
        };
        responses: {
            /** @description A repetition: the id of what the first request made, whose secret was shown then. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
            /** @description The runner with its token, shown this once. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedRunner"];
                };
            };
        };
    };
    deleteRunner: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The id of a runner. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listScopes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The scopes. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description In a sentence. */
                        allows: string;
                        /** @description What whoever has it has, too. */
                        implies: string[];
                        scope: string;
                    }[];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Self"];
                };
            };
        };
    };
    listOwnIdentities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One of each provider at most. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identity"][];
                };
            };
        };
    };
    unlinkOwnIdentity: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The id of a login provider. */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The identity logs nobody in any more. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeOwnPassword: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description New passwords have 12 characters at least, unless the installation has other rules, and 1,024 bytes at most; those that everybody tries first are refused. */
                    password: string;
                    /** @description New passwords have 12 characters at least, unless the installation has other rules, and 1,024 bytes at most; those that everybody tries first are refused. */
                    "present-password": string;
                };
            };
        };
        responses: {
            /** @description The password is changed. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    beginSecondFactor: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description New passwords have 12 characters at least, unless the installation has other rules, and 1,024 bytes at most; those that everybody tries first are refused. */
                    password: string;
                };
            };
        };
        responses: {
            /** @description A repetition: the id of what the first request made, whose secret was shown then. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
            /** @description The secret. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BegunSecondFactor"];
                };
            };
        };
    };
    removeSecondFactor: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What the authenticator shows: six digits. */
                    "one-time-code"?: string;
                    /** @description New passwords have 12 characters at least, unless the installation has other rules, and 1,024 bytes at most; those that everybody tries first are refused. */
                    password: string;
                    /** @description One of the ten codes for an emergency; each is good once. */
                    "recovery-code"?: string;
                };
            };
        };
        responses: {
            /** @description Logins need no code any more. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    confirmSecondFactor: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What the authenticator shows: six digits. */
                    "one-time-code": string;
                };
            };
        };
        responses: {
            /** @description The recovery codes. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"] | {
                        id: string;
                    };
                };
            };
        };
    };
    listServiceAccounts: {
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
            /** @description A page of service accounts. */
            200: {
                headers: {
                    /** @description The next page, if there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceAccount"][];
                };
            };
        };
    };
    createServiceAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServiceAccountRequest"];
            };
        };
        responses: {
            /** @description The service account. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    /** @description The path of the service account. */
                    Location?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceAccount"];
                };
            };
        };
    };
    findServiceAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Among the names of users: a letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The service account. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceAccount"];
                };
            };
            /** @description It is what `If-None-Match` names. */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteServiceAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Among the names of users: a letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description None of its tokens is accepted any more. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeServiceAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Among the names of users: a letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServiceAccountChange"];
            };
        };
        responses: {
            /** @description The service account as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceAccount"];
                };
            };
        };
    };
    issueServiceToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description Among the names of users: a letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description A repetition: the id of what the first request made, whose secret was shown then. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
            /** @description The token, shown this once. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedToken"];
                };
            };
        };
    };
    listSessions: {
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
            /** @description A page of sessions. */
            200: {
                headers: {
                    /** @description The next page, if there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenSession"][];
                };
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
                    /** @description What the authenticator shows: six digits. */
                    "one-time-code"?: string;
                    /** @description New passwords have 12 characters at least, unless the installation has other rules, and 1,024 bytes at most; those that everybody tries first are refused. */
                    password: string;
                    /** @description One of the ten codes for an emergency; each is good once. */
                    "recovery-code"?: string;
                    /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                    username: string;
                };
            };
        };
        responses: {
            /** @description The session has begun. */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
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
    endSessionById: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The id of a session, as the list shows it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is accepted nowhere any more. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    /** @description Removes the cookie. */
                    "Set-Cookie"?: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listSourceRepositories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The repositories. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceRepository"][];
                };
            };
        };
    };
    createSourceRepository: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceRepositoryRequest"];
            };
        };
        responses: {
            /** @description The repository. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    /** @description The path of the repository. */
                    Location?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceRepository"];
                };
            };
        };
    };
    getSourceRepository: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The repository. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceRepository"];
                };
            };
        };
    };
    deleteSourceRepository: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nobody finds it any more. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeSourceRepository: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceRepositoryChange"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceRepository"];
                };
            };
        };
    };
    listTargets: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many targets a page has at most. */
                limit?: number;
                /** @description Targets of this tag alone. */
                tag?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of targets. */
            200: {
                headers: {
                    /** @description The next page (RFC 8288); missing on the last one. */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Target"][];
                };
            };
        };
    };
    getTarget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a target. */
                target: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The target. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Target"];
                };
            };
        };
    };
    retryTarget: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The name of a target. */
                target: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is being tried. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    reportTokenLeaks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenLeaks"];
            };
        };
        responses: {
            /** @description Which of them are tokens. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenLeakVerdicts"];
                };
            };
        };
    };
    findTokenPattern: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The form of a token. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPattern"];
                };
            };
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /** @description True: those of everybody, where no `user` is named. */
                "all-owners"?: boolean;
                /** @description Unix seconds: only those created before. */
                "created-before"?: number;
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description The API that they were made for. */
                dialect?: string;
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description Tokens that have it, by name or because another scope implies it. */
                scope?: string;
                /** @description A part of the name or the note, in any case. */
                search?: string;
                /** @description What is used up as often as it may be counts as expired. */
                state?: "active" | "expired" | "revoked" | "disabled";
                /** @description Unix seconds: only those made before then, and not used then or later. */
                "unused-since"?: number;
                /** @description Unix seconds: only those used then or later. */
                "used-since"?: number;
                /** @description The owner: a user or a service account; whoever asks, unless said. */
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description A repetition: the id of what the first request made, whose secret was shown then. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
            /** @description The token, shown this once. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedToken"];
                };
            };
        };
    };
    findToken: {
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
            /** @description The token, without its secret. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description The public part of a token: its third field. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenChange"];
            };
        };
        responses: {
            /** @description The token as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
        };
    };
    rotateToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The public part of a token: its third field. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRotation"];
            };
        };
        responses: {
            /** @description The new secret, shown this once. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedToken"] | {
                        id: string;
                    };
                };
            };
        };
    };
    revokeTokens: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkRevocation"];
            };
        };
        responses: {
            /** @description How many were revoked, or would be. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkRevocationResult"];
                };
            };
        };
    };
    rotateOwnToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRotation"];
            };
        };
        responses: {
            /** @description The new secret, shown this once. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedToken"] | {
                        id: string;
                    };
                };
            };
        };
    };
    getRoot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The root. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    listUpdates: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many updates a page has at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of updates. */
            200: {
                headers: {
                    /** @description The next page (RFC 8288); missing on the last one. */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["UpdateSummary"][];
                    };
                };
            };
        };
    };
    uploadStagedUpdate: {
        parameters: {
            query?: {
                /** @description `app=sha256`, several with commas in between or repeated; other forms are ignored. */
                apps?: string[];
                /** @description The hardware that it is for. */
                "hardware-id"?: string;
                /** @description What the name of the target begins with. */
                name?: string;
                /** @description The commit, in hexadecimal. */
                "ostree-hash"?: string;
                /** @description The version; agents choose the highest. One more than the highest of the tag unless found or given. */
                version?: number;
            };
            header?: never;
            path: {
                /** @description `ci` or `prod`; it has no meaning. */
                stage: string;
                /** @description A tag, which devices follow. */
                tag: string;
                /** @description The name of an update, within its tag. */
                update: string;
            };
            cookie?: never;
        };
        /** @description Read as it comes. An `Idempotency-Key` is refused: a repetition could not be compared with the first request. */
        requestBody: {
            content: {
                "application/x-tar": unknown;
            };
        };
        responses: {
            /** @description The update is there, whole. */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listUpdatesOfTag: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many updates a page has at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description A tag, which devices follow. */
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of updates. */
            200: {
                headers: {
                    /** @description The next page (RFC 8288); missing on the last one. */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["UpdateSummary"][];
                    };
                };
            };
        };
    };
    getUpdate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A tag, which devices follow. */
                tag: string;
                /** @description The name of an update, within its tag. */
                update: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The update. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Update"];
                };
            };
        };
    };
    uploadUpdate: {
        parameters: {
            query?: {
                /** @description `app=sha256`, several with commas in between or repeated; other forms are ignored. */
                apps?: string[];
                /** @description The hardware that it is for. */
                "hardware-id"?: string;
                /** @description What the name of the target begins with. */
                name?: string;
                /** @description The commit, in hexadecimal. */
                "ostree-hash"?: string;
                /** @description The version; agents choose the highest. One more than the highest of the tag unless found or given. */
                version?: number;
            };
            header?: never;
            path: {
                /** @description A tag, which devices follow. */
                tag: string;
                /** @description The name of an update, within its tag. */
                update: string;
            };
            cookie?: never;
        };
        /** @description Read as it comes. An `Idempotency-Key` is refused: a repetition could not be compared with the first request. */
        requestBody: {
            content: {
                "application/x-tar": unknown;
            };
        };
        responses: {
            /** @description The update is there, whole. */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteUpdate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description A tag, which devices follow. */
                tag: string;
                /** @description The name of an update, within its tag. */
                update: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The update is deleted. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listRollouts: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many rollouts a page has at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description A tag, which devices follow. */
                tag: string;
                /** @description The name of an update, within its tag. */
                update: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of names. */
            200: {
                headers: {
                    /** @description The next page (RFC 8288); missing on the last one. */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    getRollout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a rollout, within its update. */
                rollout: string;
                /** @description A tag, which devices follow. */
                tag: string;
                /** @description The name of an update, within its tag. */
                update: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rollout. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rollout"];
                };
            };
        };
    };
    createRollout: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The name of a rollout, within its update. */
                rollout: string;
                /** @description A tag, which devices follow. */
                tag: string;
                /** @description The name of an update, within its tag. */
                update: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RolloutRequest"];
            };
        };
        responses: {
            /** @description The devices are about to be assigned. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteRollout: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The name of a rollout, within its update. */
                rollout: string;
                /** @description A tag, which devices follow. */
                tag: string;
                /** @description The name of an update, within its tag. */
                update: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rollout is deleted. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    closeRollout: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The name of a rollout, within its update. */
                rollout: string;
                /** @description A tag, which devices follow. */
                tag: string;
                /** @description The name of an update, within its tag. */
                update: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rollout is closed. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listRolloutDevices: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many items a page has at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The name of a rollout, within its update. */
                rollout: string;
                /** @description A tag, which devices follow. */
                tag: string;
                /** @description The name of an update, within its tag. */
                update: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of devices. */
            200: {
                headers: {
                    /** @description The next page (RFC 8288); missing on the last one. */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolloutDevice"][];
                };
            };
        };
    };
    unassignRollout: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The name of a rollout, within its update. */
                rollout: string;
                /** @description A tag, which devices follow. */
                tag: string;
                /** @description The name of an update, within its tag. */
                update: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No device has the update by this rollout. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    tailRollout: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `id` of the event that the client got last; the stream goes on behind it. */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @description The name of a rollout, within its update. */
                rollout: string;
                /** @description A tag, which devices follow. */
                tag: string;
                /** @description The name of an update, within its tag. */
                update: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events: `log` with a line as JSON and its position as the id, and `error` as the last one. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
        };
    };
    tailUpdate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `id` of the event that the client got last; the stream goes on behind it. */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @description A tag, which devices follow. */
                tag: string;
                /** @description The name of an update, within its tag. */
                update: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events: `log` with a line as JSON and its position as the id, and `error` as the last one. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
        };
    };
    getUpdateMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A tag, which devices follow. */
                tag: string;
                /** @description The name of an update, within its tag. */
                update: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The files. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpdateMetadata"];
                };
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
                /** @description Which accounts. */
                state?: "active" | "deactivated";
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description New passwords have 12 characters at least, unless the installation has other rules, and 1,024 bytes at most; those that everybody tries first are refused. */
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
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    /** @description The path of the user. */
                    Location?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
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
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
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
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listIdentities: {
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
            /** @description One of each provider at most. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identity"][];
                };
            };
        };
    };
    unlinkIdentity: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The id of a login provider. */
                provider: string;
                /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The identity does not log the user in any more. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    reactivateUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user can log in. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description New passwords have 12 characters at least, unless the installation has other rules, and 1,024 bytes at most; those that everybody tries first are refused. */
                    password: string;
                    /** @description Whether the tokens of the user end as well; false unless given. */
                    "revoke-tokens"?: boolean;
                };
            };
        };
        responses: {
            /** @description The user has this password. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    findUserRoles: {
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
            /** @description The names of the roles. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        roles: string[];
                    };
                };
            };
            /** @description It is what `If-None-Match` names. */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeUserRoles: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    roles: string[];
                };
            };
        };
        responses: {
            /** @description The user has these roles. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    findUserScopes: {
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
            /** @description The scopes. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserScopes"];
                };
            };
            /** @description It is what `If-None-Match` names. */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeUserScopes: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /** @description The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile. */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserScopes"];
            };
        };
        responses: {
            /** @description The user has these scopes. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listSessionsOfUser: {
        parameters: {
            query?: {
                /** @description Where the page begins; taken from the `next` link of the page before. */
                cursor?: string;
                /** @description How many items a page has at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sessions. */
            200: {
                headers: {
                    /** @description The next page, if there is one (RFC 8288). */
                    Link?: string;
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenSession"][];
                };
            };
        };
    };
    endSessionsOfUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No session of the user is accepted any more. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    resetSecondFactor: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description A letter or digit, then up to 63 letters, digits and `. _ @ -`. */
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user logs in with the password alone. */
            204: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Token-Expires": components["headers"]["X-Token-Expires"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
