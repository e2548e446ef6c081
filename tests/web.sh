#!/usr/bin/env bash
# Tests of the report page in a headless Chromium; exit code 77 (skipped) where there is none.
set -euo pipefail
cd "$(dirname "$0")/../web"
for browser in "${GLASSCAPE_CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
  if [ -n "$browser" ] && [ -x "$browser" ]; then
    exec node test/run.mjs
  fi
done
echo "skipped: no Chromium is installed (Debian package chromium)"
exit 77
