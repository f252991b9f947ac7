#!/usr/bin/env bash
# Installs the programs of Virtuoso 7, which the questions are also asked of (tests/test_engines.py), unless they are
# there. Debian keeps its system service in another package, so none is started: the tests run a server of their own.
set -euo pipefail
if command -v virtuoso-t >/dev/null && command -v isql-vt >/dev/null; then exit 0; fi

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends virtuoso-opensource-7-bin >/dev/null
command -v virtuoso-t isql-vt >/dev/null
