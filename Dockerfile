# The service. Build: docker build -t cocau .    Run: docker run --rm -p 8000:8000 cocau

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/cocau
# The dependencies first, in a layer of their own: it is made again only when the lock changes.
COPY requirements.lock ./
RUN /opt/cocau/bin/pip install --require-hashes --no-deps -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY app/ app/
COPY constraints/ constraints/
COPY fixtures/ fixtures/
COPY solver/ solver/
RUN /opt/cocau/bin/pip install --no-deps --no-build-isolation . && /opt/cocau/bin/pip check

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home cocau
COPY --from=build /opt/cocau /opt/cocau
ENV PATH=/opt/cocau/bin:$PATH PYTHONUNBUFFERED=1
USER 10001
WORKDIR /home/cocau
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["cocau", "serve", "--host", "0.0.0.0", "--port", "8000"]
