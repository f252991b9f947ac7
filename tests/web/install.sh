#!/usr/bin/env bash
# Installs curl and Comunica (4: 5 needs Node 22), two clients that tests/web asks with, unless they run.
set -euo pipefail
comunica() { grep -q '"version": "4\.' "$(npm root --global 2>/dev/null)/@comunica/query-sparql/package.json" 2>/dev/null; }
if command -v curl >/dev/null && comunica; then exit 0; fi

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

if ! command -v curl >/dev/null; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends curl >/dev/null
fi
if ! comunica; then
  as_root npm install --global --ignore-scripts --no-audit --no-fund --loglevel=error '@comunica/query-sparql@4' >/dev/null
  comunica
fi
