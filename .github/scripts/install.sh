#!/usr/bin/env bash
# Installs the driftaudit that this script came with into a new environment, once a job, and puts it
# on PATH for the steps that follow. Every package must be in requirements.lock with its hash.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$RUNNER_TEMP/driftaudit/bin
if [ ! -x "$bin/driftaudit" ]; then
  python3 -m venv "$RUNNER_TEMP/driftaudit"
  "$bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$root/requirements.lock"
  "$bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation "$root"
fi
echo "$bin" >>"$GITHUB_PATH"
