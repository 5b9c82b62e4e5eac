#!/usr/bin/env bash
# Install Debian packages as root: waits for another apt to finish, tries again when the network fails.
#   scripts/apt.sh PACKAGE...
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt=(apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)

wanted=()
for package in "$@"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || wanted+=("$package")
done
[ ${#wanted[@]} -gt 0 ] || exit 0

echo "Installing ${wanted[*]}"
for attempt in 1 2 3; do
  if "${apt[@]}" update </dev/null >/dev/null &&
     "${apt[@]}" install -y --no-install-recommends "${wanted[@]}" </dev/null >/dev/null; then
    exit 0
  fi
  echo "apt-get failed (attempt $attempt of 3)" >&2
  sleep $((attempt * 5))
done
exit 1
