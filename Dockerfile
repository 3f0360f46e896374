# One file for the three services: `docker build --target order-api .` makes one of them. They differ in their last layers
# only, so that building all three installs once and stores the modules once.

FROM node:22-bookworm-slim AS base
WORKDIR /app
# Before the sources: an edit of them must not install everything again.
COPY package.json package-lock.json ./

FROM base AS build
# No install scripts, here and below: what a dependency runs at install, it would run in everyone's build.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY . .
RUN npx nx run-many -t build -p order-api order-processor provider-sandbox

FROM base AS runtime
ENV NODE_ENV=production
# omit=optional keeps TypeScript out: Swagger's build plugin wants it, and nothing that runs here does.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --ignore-scripts
COPY --from=build /app/dist/libs dist/libs
# Everything above belongs to root: a service that is broken into cannot rewrite its own code.
USER node

# node itself, not npm, receives SIGTERM: npm would not wait until the orders in flight are done.
FROM runtime AS order-api
COPY --from=build /app/dist/apps/order-api dist/apps/order-api
EXPOSE 3000
CMD ["node", "--enable-source-maps", "dist/apps/order-api/src/main.js"]

FROM runtime AS order-processor
COPY --from=build /app/dist/apps/order-processor dist/apps/order-processor
EXPOSE 3001
CMD ["node", "--enable-source-maps", "dist/apps/order-processor/src/main.js"]

FROM runtime AS provider-sandbox
COPY --from=build /app/dist/apps/provider-sandbox dist/apps/provider-sandbox
# A new volume takes its owner from the folder it covers: without this one it is root's, and the journal cannot be opened.
RUN mkdir /home/node/journal
EXPOSE 3002
CMD ["node", "--enable-source-maps", "dist/apps/provider-sandbox/src/main.js"]
