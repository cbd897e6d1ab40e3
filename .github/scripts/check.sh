#!/usr/bin/env bash
# Runs `driftaudit check --offline "$@"`, shows its table in the log and in the step summary, and
# exits with the status that driftaudit gave.
set -euo pipefail

table=$(mktemp "${RUNNER_TEMP:-/tmp}/table.XXXXXX")
status=0
driftaudit check --offline --format table "$@" >"$table" || status=$?
if [ ! -s "$table" ]; then
  echo "driftaudit check wrote no table and exited with status $status: the log says why" >"$table"
fi

# The table quotes what others wrote into tags and names. A line of it that reads `::error::` must
# not be taken for a workflow command: GitHub ignores commands until it sees the token again.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
cat "$table"
echo
echo "::$token::"

# Nor may it close the fence in the summary: the fence is longer than any in the table.
fence='```'
while grep -qF -- "$fence" "$table"; do fence+='`'; done
{
  printf '%s\n' "$fence"
  head -c 900000 "$table" # GitHub refuses a summary of more than 1 MiB as a whole
  printf '\n%s\n\n' "$fence"
} >>"$GITHUB_STEP_SUMMARY"

exit "$status"
