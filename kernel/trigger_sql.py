"""The database's half of triggers that nobody switches off."""

# Each trigger that pgtrigger makes asks this function first whether to do nothing. Its own one reads a setting that
# whoever can run a statement may set, and is an exception caught where nobody did, at each call.
NEVER_IGNORED = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""
