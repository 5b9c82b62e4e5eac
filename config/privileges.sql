-- What the application's role may do in one database. Run as the role that owns the database, before the
-- first migration (it speaks of tables to come) and as often as wanted. Read rows and change them: yes.
-- Create, alter, drop or empty a table, or switch off a trigger: no. Migrations that guard a table more
-- strictly (the audit trail) take further rights away by REVOKE.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO hanbat_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hanbat_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO hanbat_app;
