# Web, worker and every command run from this one image; docker-compose.yml says which is which.
FROM python:3.13-slim AS packages
COPY requirements.lock .
# Into a folder of its own, which the next stage takes over without pip's cache.
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATICFILES_BACKEND=newsroom.storage.HashedStatic \
    STATIC_ROOT=/srv/static
RUN useradd --system --uid 10001 --home-dir /tmp --shell /usr/sbin/nologin newsroom
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/app
COPY manage.py LICENSE ./
COPY newsroom newsroom
COPY articles articles
COPY annotations annotations
COPY templates templates
COPY static static
COPY samples samples
# Collecting needs settings, but neither the database nor the key that they name.
RUN python -m compileall -q newsroom articles annotations \
    && SECRET_KEY=only-to-collect DATABASE_URL=postgres://nobody@nowhere/none python manage.py collectstatic --no-input
USER newsroom
EXPOSE 8000
CMD ["python", "manage.py", "help"]
