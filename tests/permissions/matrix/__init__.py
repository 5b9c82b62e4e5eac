"""Who may open which address: one table an app, found by its name. See :mod:`tests.permissions.world`."""
