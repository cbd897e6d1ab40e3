#!/usr/bin/env bash
# Lints the workflows, actions and scripts of this folder, offline. Needs what `make lint`
# installs; shellcheck is used where it is there.
set -euo pipefail

bin=.venv/bin
"$bin/actionlint"
"$bin/zizmor" --offline --quiet --no-progress --persona auditor .github
if command -v shellcheck >/dev/null; then
  shellcheck .ci/run .github/scripts/*.sh
else
  echo "shellcheck is not installed: the shell scripts were not linted" >&2
fi
