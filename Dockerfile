# The service. Build: docker build -t cocau .    Two settings, then it runs, and makes the tables of an empty database:
#   docker run --rm cocau cocau key seal          (a value for COCAU_KEYS; COCAU_DATABASE: docs/service.md)
#   docker run -p 8000:8000 -e COCAU_KEYS -e COCAU_DATABASE cocau
# Keep the keys. Without COCAU_DATABASE it keeps SQLite in the volume: -v cocau:/var/lib/cocau. Its log has the address and
# the code for the first user. --read-only --tmpfs /tmp is enough for it. Many processes: compose.yaml. With --build-arg
# BASE=python@sha256:... it stands on one digest; docker buildx build --platform linux/amd64,linux/arm64 makes both.
ARG BASE=python:3.11-slim

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/cocau
# The dependencies first, in a layer of their own: it is made again only when the lock changes. All are wheels, so
# that no compiler is needed.
COPY requirements.lock ./
RUN /opt/cocau/bin/pip install --only-binary :all: --require-hashes --no-deps -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY cocau/ cocau/
COPY app/ app/
COPY constraints/ constraints/
COPY fixtures/ fixtures/
COPY solver/ solver/
# What has built and installed it is not needed any more.
RUN /opt/cocau/bin/pip install --no-deps --no-build-isolation . && /opt/cocau/bin/pip check && \
    /opt/cocau/bin/pip uninstall --yes --quiet hatchling editables pip

FROM ${BASE}
LABEL org.opencontainers.image.title=cocau org.opencontainers.image.licenses=Apache-2.0 \
    org.opencontainers.image.version=0.2.0
RUN useradd --system --uid 10001 --create-home cocau && install -d -o cocau -m 700 /var/lib/cocau
COPY --from=build /opt/cocau /opt/cocau
# Keys and the database come from outside: without COCAU_KEYS it does not start.
ENV PATH=/opt/cocau/bin:$PATH PYTHONUNBUFFERED=1 COCAU_ENV=production COCAU_STATE=/var/lib/cocau
USER 10001
WORKDIR /home/cocau
VOLUME /var/lib/cocau
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["cocau", "serve", "--host", "0.0.0.0", "--port", "8000"]
