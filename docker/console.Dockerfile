# The image of the console: docker build -f docker/console.Dockerfile .
#
#   --build-arg PROGRAMS=elsewhere --build-context elsewhere=FOLDER
#                                       puts in what was built elsewhere: FOLDER/out/srv/console
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20
ARG PROGRAMS=build

FROM ${NODE_IMAGE} AS build
WORKDIR /src
ENV NEXT_TELEMETRY_DISABLED=1
COPY services/console/package.json services/console/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY services/console/ ./
# The standalone server leaves its static files to others; here it serves them itself.
RUN node node_modules/next/dist/bin/next build \
    && cp -r build/static build/standalone/build/static \
    && if [ -d public ]; then cp -r public build/standalone/public; fi \
    && mkdir -p /out/srv/console /out/usr/share/doc/hostingco \
    && cp -r build/standalone/. /out/srv/console/ \
    && npm sbom --omit=dev --sbom-format=cyclonedx > /out/usr/share/doc/hostingco/sbom.cdx.json

FROM ${PROGRAMS} AS programs

FROM ${NODE_IMAGE}
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="console" \
      org.opencontainers.image.description="The pages of customers and staff" \
      org.opencontainers.image.vendor="HostingCo" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="https://github.com/hostingco/hostingco" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
# It serves; it installs nothing.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
COPY --from=programs /out/ /
WORKDIR /srv/console
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 PORT=3000 HOSTNAME=0.0.0.0
USER 65532:65532
STOPSIGNAL SIGTERM
EXPOSE 3000
# Directly, so that the signal to stop reaches it.
ENTRYPOINT ["node"]
CMD ["--max-semi-space-size=4", "server/main.ts"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/api/ready').then(it => process.exit(it.ok ? 0 : 1), () => process.exit(1))"]
