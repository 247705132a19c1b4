# A runner of builds that has an engine's socket and isolates scripts in containers of that engine:
#   docker build --file infra/containers/runner.Dockerfile --build-arg MOORGATE_IMAGE=moorgate .
# The folder of workspaces has to have the same path for the engine as in this container.
ARG MOORGATE_IMAGE=moorgate
ARG BASE=node:24-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d

FROM ${MOORGATE_IMAGE} AS product

FROM ${BASE}
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates git \
 && rm -rf /var/lib/apt/lists/*
COPY --from=product /opt/moorgate /opt/moorgate
ENV NODE_ENV=production \
    MOORGATE_RUNNER_ISOLATION=container \
    MOORGATE_RUNNER_TOKEN_FILE=/run/secrets/runner-token \
    MOORGATE_RUNNER_WORK_DIR=/var/lib/moorgate-runner
ENTRYPOINT ["/opt/moorgate/bin/node", "/opt/moorgate/packages/cli/dist/main.js", "runner"]
