"""Django's PostgreSQL with a pool of its own kind (:mod:`config.postgresql.base`)."""
