#!/usr/bin/env bash
# Installs the driftaudit of this checkout into a new environment and puts it on PATH for the
# steps that follow. Every package must be in requirements.lock with its hash.
set -euo pipefail

python3 -m venv "$RUNNER_TEMP/driftaudit"
bin=$RUNNER_TEMP/driftaudit/bin
"$bin/pip" install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
"$bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation .
echo "$bin" >>"$GITHUB_PATH"
