# The product in one image: gunicorn by default; worker and beat are the same image with another command.
FROM python:3.12-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1

# Pango draws certificates; without the subset library of harfbuzz each takes 8 s; the fonts bring Song and bold.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-noto-cjk \
        libharfbuzz-subset0 \
        libpango-1.0-0 \
        libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --create-home --uid 10001 gridschool \
    && install -d -o gridschool -g gridschool /srv/var /srv/var/media /srv/static

WORKDIR /app
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY . .

ENV DJANGO_SETTINGS_MODULE=lms.settings.production \
    GRIDSCHOOL_VAR=/srv/var \
    STATIC_ROOT=/srv/static \
    BIND=0.0.0.0:8000

# Translations and static files belong to the image: a new image never serves the files of an old one. The values given
# here only let the settings load; the running instance brings its own.
RUN python -m scripts.po locale \
    && SECRET_KEY=only-for-collecting-static-files-while-the-image-is-built \
        ALLOWED_HOSTS=localhost BASE_URL=https://localhost \
        python manage.py collectstatic --noinput --verbosity 0 \
    && chown -R gridschool:gridschool /srv/static /srv/var

USER gridschool
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["python", "-m", "scripts.healthcheck"]
CMD ["gunicorn", "-c", "gunicorn.conf.py", "lms.wsgi:application"]
