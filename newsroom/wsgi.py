"""The WSGI entry point: no query is made while it is imported, so a pre-loading server can fork after it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()

# What is loaded by now stays for good: the garbage collector need not walk it again during requests, and forked
# processes go on sharing it.
gc.collect()
gc.freeze()
