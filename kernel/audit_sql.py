"""The database's half of the hash chain."""

HEADS = "INSERT INTO kernel_chainhead (chain, last_id, last_hash) VALUES ('audit', 0, ''), ('access', 0, '')"

# What migration 0002 made and 0005 replaced.
LINK = """
CREATE FUNCTION hanbat_link_row() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    chain_name text := TG_ARGV[0];
    content text;
    part text;
BEGIN
    UPDATE kernel_chainhead SET last_id = last_id + 1 WHERE chain = chain_name
        RETURNING last_id, last_hash INTO STRICT NEW.id, NEW.previous_hash;
    NEW.recorded_at := clock_timestamp();
    content := length(NEW.id::text) || ':' || NEW.id::text
        || length(NEW.previous_hash) || ':' || NEW.previous_hash;
    FOREACH part IN ARRAY CASE chain_name
        WHEN 'audit' THEN hanbat_audit_parts(to_jsonb(NEW), NEW.at, NEW.recorded_at)
        ELSE hanbat_access_parts(to_jsonb(NEW), NEW.at, NEW.recorded_at) END
    LOOP
        content := content || length(part) || ':' || part;
    END LOOP;
    NEW.hash := encode(sha256(convert_to(content, 'UTF8')), 'hex');
    UPDATE kernel_chainhead SET last_hash = NEW.hash WHERE chain = chain_name;
    RETURN NEW;
END $$
"""

_PARTS = """
CREATE FUNCTION hanbat_{chain}_parts(r jsonb, at timestamptz, recorded_at timestamptz) RETURNS text[]
LANGUAGE sql STABLE AS $$ SELECT ARRAY[
    (extract(epoch FROM at) * 1000000)::bigint::text,
    (extract(epoch FROM recorded_at) * 1000000)::bigint::text,
    {columns}] $$
"""


def _columns(*names: str) -> str:
    return ", ".join(f"coalesce(r->>'{name}', '')" for name in names)


_WHO = ("actor_id", "actor_label", "channel", "address", "device", "entity", "entity_id")
_AUDIT = (*_WHO, "verb", "before", "after", "reason")
_ACCESS = (*_WHO, "subject", "fields", "task", "reason")
AUDIT_PARTS = _PARTS.format(chain="audit", columns=_columns(*_AUDIT))
ACCESS_PARTS = _PARTS.format(chain="access", columns=_columns(*_ACCESS))


def _hashed(*names: str) -> str:
    """What of a new row is hashed: each value with its length before it (of none nothing, with 0); moments in
    microseconds."""
    moments = (f"(extract(epoch FROM NEW.{name}) * 1000000)::bigint" for name in ("at", "recorded_at"))
    values = ["NEW.id", "NEW.previous_hash", *moments, *(f"NEW.{name}" for name in names)]
    return ", ".join(f"coalesce(length({value}::text), 0), ':', {value}" for value in values)


# SECURITY DEFINER: the application's role may not write kernel_chainhead itself. The head is written, and so locked,
# before the moment is taken: moments rise with the numbers. (Only locked by a SELECT, its new row would carry the lock
# on, and that of each savepoint of a long transaction would join it: the next one would read them all.)
_LINK_ROW = """
CREATE OR REPLACE FUNCTION hanbat_link_row() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    chain_name text := TG_ARGV[0];
    content text;
BEGIN
    UPDATE kernel_chainhead SET last_id = last_id + 1 WHERE chain = chain_name
        RETURNING last_id, last_hash INTO STRICT NEW.id, NEW.previous_hash;
    NEW.recorded_at := clock_timestamp();
    IF chain_name = 'audit' THEN
        content := concat({audit});
    ELSE
        content := concat({access});
    END IF;
    NEW.hash := encode(sha256(convert_to(content, 'UTF8')), 'hex');
    UPDATE kernel_chainhead SET last_hash = NEW.hash WHERE chain = chain_name;
    RETURN NEW;
END $$
"""
LINK_ROW = _LINK_ROW.format(audit=_hashed(*_AUDIT), access=_hashed(*_ACCESS))

TRIGGERS = """
CREATE TRIGGER link_row BEFORE INSERT ON kernel_auditentry
    FOR EACH ROW EXECUTE FUNCTION hanbat_link_row('audit');
CREATE TRIGGER link_row BEFORE INSERT ON kernel_accessentry
    FOR EACH ROW EXECUTE FUNCTION hanbat_link_row('access');
"""

# Whoever else than the owner was given rights on these tables by default keeps INSERT and SELECT only.
REVOKE = """
DO $$ DECLARE who text; BEGIN
    FOR who IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_schema = 'public'
          AND table_name IN ('kernel_auditentry', 'kernel_accessentry', 'kernel_chainhead')
          AND grantee <> (SELECT tableowner FROM pg_tables
                          WHERE schemaname = 'public' AND tablename = 'kernel_auditentry')
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON kernel_auditentry, kernel_accessentry FROM %I', who);
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON kernel_chainhead FROM %I', who);
    END LOOP;
END $$
"""
# What of a line holds words: its row without these columns never changes.
WORDS = ("actor_label", "address", "device", "before", "after", "reason", "subject", "erased_by")

# SECURITY DEFINER: the application's role may not change the trail itself; what goes is said here, the trigger
# ``append_only`` looks whether two people decided on it. ``named``: those whose name stays.
ERASE_LINES = """
CREATE FUNCTION hanbat_erase_lines(chain_name text, lines bigint[], named bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ordered bigint := nullif(current_setting('hanbat.destruction', true), '')::bigint;
BEGIN
    IF chain_name = 'audit' THEN
        UPDATE kernel_auditentry SET before = '{}', after = '{}', reason = '', address = '', device = '',
            actor_label = CASE WHEN actor_id IS NULL OR actor_id = ANY(named) THEN actor_label ELSE '–' END,
            erased_by = ordered
        WHERE id = ANY(lines) AND erased_by IS NULL;
    ELSE
        UPDATE kernel_accessentry SET subject = '–', reason = '', address = '', device = '',
            actor_label = CASE WHEN actor_id IS NULL OR actor_id = ANY(named) THEN actor_label ELSE '–' END,
            erased_by = ordered
        WHERE id = ANY(lines) AND erased_by IS NULL;
    END IF;
END $$
"""
_WORDS = ", ".join(f"'{name}'" for name in WORDS)
# Whether an update of a line takes nothing but its words away, once, under an order that two people decided on.
LINE_ERASED = (
    "OLD.erased_by IS NULL AND NEW.erased_by = nullif(current_setting('hanbat.destruction', true), '')::bigint"
    " AND hanbat_may_erase('{}'::jsonb, '{}'::jsonb)"
    " AND NEW.reason = '' AND NEW.address = '' AND NEW.device = '' AND NEW.actor_label IN (OLD.actor_label, '–')"
    " AND coalesce(to_jsonb(NEW) ->> 'before', '{}') = '{}' AND coalesce(to_jsonb(NEW) ->> 'after', '{}') = '{}'"
    " AND coalesce(to_jsonb(NEW) ->> 'subject', '–') = '–'"
    f" AND to_jsonb(NEW) - ARRAY[{_WORDS}] = to_jsonb(OLD) - ARRAY[{_WORDS}]"
)

UNDO = """
DROP TRIGGER IF EXISTS link_row ON kernel_auditentry;
DROP TRIGGER IF EXISTS link_row ON kernel_accessentry;
DROP FUNCTION IF EXISTS hanbat_link_row();
DROP FUNCTION IF EXISTS hanbat_audit_parts(jsonb, timestamptz, timestamptz);
DROP FUNCTION IF EXISTS hanbat_access_parts(jsonb, timestamptz, timestamptz);
"""
