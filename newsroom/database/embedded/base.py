"""Django's PostgreSQL backend, with a server of our own behind it that is started when a connection is first wanted."""

import os

from django.core.management.base import CommandError
from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient as PostgresClient
from django.db.utils import OperationalError

from newsroom.database import client
from newsroom.database.home import ServerError


class EmbeddedServerError(OperationalError, CommandError):
    """The server cannot be had. A database error to whatever handles those, a plain message to who types a command."""


class DatabaseClient(PostgresClient):
    """``manage.py dbshell`` with the psql that fits the server."""

    @classmethod
    def settings_to_cmd_args_env(cls, settings_dict, parameters):
        args, env = super().settings_to_cmd_args_env(settings_dict, parameters)
        return [str(client.programs() / cls.executable_name), *args[1:]], env

    def runshell(self, parameters):
        self.connection.get_connection_params()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_connection_params(self):
        """Called before every connection, pooled or not: the moment to see that there is a server."""
        try:
            folder = client.ensure_running(self.settings_dict["DATA_DIR"], self.settings_dict.get("SERVER"))
        except ServerError as error:
            raise EmbeddedServerError(str(error)) from None
        self.settings_dict["HOST"] = os.fspath(folder)
        return super().get_connection_params()
