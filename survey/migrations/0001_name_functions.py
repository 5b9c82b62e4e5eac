"""The SQL twin of survey.rules.korean.name_tokens, for the generated column that finds names."""

from django.db import migrations

# PL/pgSQL: half the time of the same in plain SQL, which cannot be inlined into a generated column.
TOKENS = """
CREATE FUNCTION survey_name_tokens(key text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    size integer := length(key);
    marked text := '^' || key;
    initials text := '^';
    tokens text[] := '{}';
    code integer;
BEGIN
    FOR place IN 1..size LOOP
        code := ascii(substr(key, place, 1));
        IF code BETWEEN 44032 AND 55203 THEN
            initials := initials || substr('ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ', (code - 44032) / 588 + 1, 1);
        ELSE
            initials := initials || substr(key, place, 1);
        END IF;
        tokens := tokens || substr(marked, place, 2);
    END LOOP;
    FOR place IN 1..size LOOP
        tokens := tokens || substr(initials, place, 2);
    END LOOP;
    RETURN tokens;
END
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(TOKENS, "DROP FUNCTION survey_name_tokens(text)"),
    ]
