"""The WSGI entry point: no query is made while it is imported, so a pre-loading server can fork after it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()
