#!/usr/bin/env bash
# Installs Chromium, which tests/browser opens the interactive page with, Chinese letters for pictures with Chinese
# names, Mermaid, which reads exported charts there, and axe, which looks for what shuts people out, unless they are
# there.
set -euo pipefail
packages() {
  local root
  root=$(npm root --global 2>/dev/null)
  [ -f "$root/mermaid/dist/mermaid.min.js" ] && [ -f "$root/axe-core/axe.min.js" ]
}
if command -v chromium >/dev/null && fc-list 2>/dev/null | grep "Noto Sans CJK" >/dev/null && packages; then exit 0; fi

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fontconfig fonts-noto-cjk >/dev/null
command -v chromium >/dev/null
fc-list | grep "Noto Sans CJK" >/dev/null
if ! packages; then
  as_root npm install --global --ignore-scripts --no-audit --no-fund --loglevel=error 'mermaid@11' 'axe-core@4' >/dev/null
  packages
fi
