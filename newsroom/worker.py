"""The background worker's app: tasks of every room are found through their ``tasks.py``."""


def on_app_ready(app) -> None:
    """Settings hook of procrastinate; tasks register themselves on import."""
