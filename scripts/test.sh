#!/usr/bin/env bash
# Run the tests. Chromium for the browser tests is taken from the machine or, as root on Debian, installed.
set -euo pipefail
cd "$(dirname "$0")/.."

has_chromium() {
  [ -n "${CHROMIUM:-}" ] && return
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
    command -v "$name" >/dev/null && return
  done
  return 1
}

if ! has_chromium && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  scripts/apt.sh chromium || true
fi
# One test at a time to whichever process is free: some take milliseconds, some minutes.
exec .venv/bin/python -m pytest --quiet --numprocesses auto --maxschedchunk 1 "$@"
