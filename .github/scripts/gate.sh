#!/usr/bin/env bash
# The gate of a pull request: lints the baselines and holds the stored snapshots of every touched
# environment against them. BASE is the commit that the pull request starts from. Exits with the
# highest status that driftaudit gave, so that no later success hides a failure.
set -euo pipefail

worst=0
run() {
  local status=0
  "$@" || status=$?
  if [ "$status" -gt "$worst" ]; then worst=$status; fi
}

check() { run .github/scripts/check.sh --max-age 24h "$@"; }

git cat-file -e "$BASE^{commit}" # without it nothing below would be seen

# Where neither side of the change has a configuration there is nothing to hold against anything; a
# change that deletes the configuration is no such case, and fails.
if [ ! -f driftaudit.yaml ] && ! git cat-file -e "$BASE:driftaudit.yaml" 2>/dev/null; then
  message="There is no driftaudit.yaml here: no baseline was linted, no environment was checked."
  echo "::notice title=driftaudit::$message"
  echo "$message" >>"$GITHUB_STEP_SUMMARY"
  exit 0
fi

run driftaudit baseline lint

# A changed baselines/NAME.yaml touches the environments held against NAME; anything else (the
# configuration, a deleted baseline, a file in a subfolder) may touch all of them.
everything=false
baselines=()
changed=$(mktemp "${RUNNER_TEMP:-/tmp}/changed.XXXXXX")
git diff -z --no-renames --name-only "$BASE"...HEAD -- baselines driftaudit.yaml >"$changed"
while IFS= read -r -d '' path; do
  name=${path#baselines/}
  if [ "$path" = "baselines/${name##*/}" ] && [[ $name == ?*.yaml ]] && [ -f "$path" ]; then
    baselines+=("--baseline=${name%.yaml}")
  else
    everything=true
  fi
done <"$changed"

if [ "$everything" = true ]; then
  check
elif [ ${#baselines[@]} -gt 0 ]; then
  check "${baselines[@]}"
fi
exit "$worst"
