# syntax=docker/dockerfile:1
# One image for web, worker, beat and the migration step; their commands stand in docker-compose.yml
# and are those of `make run` (stack/commands.py). Everything built here needs no secret.

FROM python:3.13-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
WORKDIR /packages
COPY requirements.txt .
RUN /venv/bin/pip install --require-hashes -r requirements.txt

FROM packages AS site
ENV PATH=/venv/bin:$PATH
WORKDIR /app
COPY . .
# The settings ask for these; nothing of them stays in the image, and no server is called.
RUN export SECRET_KEY=build DATABASE_URL=postgres://build/build REDIS_URL=redis://build STATIC_ROOT=/static \
    && python manage.py build_assets \
    && pybabel compile --domain django --directory locale \
    && python manage.py collectstatic --noinput

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MALLOC_ARENA_MAX=2 \
    STATIC_ROOT=/static \
    MEDIA_ROOT=/data/media \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000
RUN install --directory --owner 10001 /data
COPY --from=packages /venv /venv
COPY --from=site /static /static
COPY --from=site /app /app
WORKDIR /app
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=4 CMD ["python", "-m", "stack.healthcheck"]
CMD ["granian", "--interface", "wsgi", "--blocking-threads", "16", "gospublics.wsgi:application"]
