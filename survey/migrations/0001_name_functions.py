"""The SQL twin of survey.rules.korean.name_tokens, for the generated column that finds names."""

from django.db import migrations

INITIALS = """
CREATE FUNCTION survey_initials(key text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(
        CASE WHEN ascii(letter) BETWEEN 44032 AND 55203
             THEN substr('ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ', (ascii(letter) - 44032) / 588 + 1, 1)
             ELSE letter END, '' ORDER BY place), '')
    FROM unnest(string_to_array(key, NULL)) WITH ORDINALITY AS letters (letter, place)
$$
"""
TOKENS = """
CREATE FUNCTION survey_name_tokens(key text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(marked, place, 2)), '{}')
    FROM (VALUES ('^' || key), ('^' || survey_initials(key))) AS texts (marked),
         generate_series(1, length(marked) - 1) AS place
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(INITIALS, "DROP FUNCTION survey_initials(text)"),
        migrations.RunSQL(TOKENS, "DROP FUNCTION survey_name_tokens(text)"),
    ]
