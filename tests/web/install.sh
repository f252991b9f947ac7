#!/usr/bin/env bash
# Installs curl and Comunica, two clients that tests/web asks the endpoint with, unless they are there.
set -euo pipefail
comunica() { [ -d "$(npm root --global 2>/dev/null)/@comunica/query-sparql" ]; }
if command -v curl >/dev/null && comunica; then exit 0; fi

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

if ! command -v curl >/dev/null; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends curl >/dev/null
fi
if ! comunica; then
  as_root npm install --global --ignore-scripts --no-audit --no-fund --loglevel=error '@comunica/query-sparql@5' >/dev/null
  comunica
fi
