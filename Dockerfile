# The service. Build: docker build -t cocau .    Run: docker run --env-file .env -p 8000:8000 cocau, or compose.yaml.

FROM python:3.11-slim AS build
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
RUN /opt/cocau/bin/pip install --no-deps --no-build-isolation . && /opt/cocau/bin/pip check

FROM python:3.11-slim
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
