#!/usr/bin/env bash
# Installs what PyICU compiles against (rigour, of the extra link, needs it), and Java for Spark, unless they are there.
set -euo pipefail
if pkg-config --exists icu-i18n 2>/dev/null && command -v java >/dev/null; then exit 0; fi

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
  libicu-dev pkg-config g++ default-jre-headless >/dev/null
