"""The embedded PostgreSQL: used when DATABASE_URL is empty.

    embedded/   a Django database backend that wants a server before it connects
    client.py   what a process of the app does: hold a shared lock, see that there is a keeper, wait for the server
    keeper.py   one small process that starts, restarts and stops the server
    server.py   PostgreSQL itself: making the data folder, starting, adopting, stopping
    account.py  which user the server runs as, and where it finds its files when that is not us
    home.py     the folder they share, its locks and its state file

Everything except ``embedded`` is standard library only: the keeper stays small, and starts in a few hundredths of a
second.
"""
