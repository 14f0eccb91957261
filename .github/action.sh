#!/usr/bin/env bash
# The steps of action.yml: installs lbconflint from the action's own checkout and runs it.
set -euo pipefail

environment="${RUNNER_TEMP:-/tmp}/lbconflint"
python3 -m venv "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check "$GITHUB_ACTION_PATH"

arguments=(check --no-progress --format text)
if [ "$LBCONFLINT_ANNOTATIONS" = true ]; then
    arguments+=(--format github)
fi
if [ -n "$LBCONFLINT_SARIF" ]; then
    arguments+=(--format "sarif=$LBCONFLINT_SARIF")
    echo "sarif-file=$LBCONFLINT_SARIF" >>"$GITHUB_OUTPUT"
fi
if [ "$LBCONFLINT_FAIL_ON" = never ]; then
    arguments+=(--exit-zero)
else
    arguments+=(--fail-on "$LBCONFLINT_FAIL_ON")
fi
if [ -n "$LBCONFLINT_CONFIG" ]; then
    arguments+=(--config "$LBCONFLINT_CONFIG")
fi
read -r -a extra <<<"$LBCONFLINT_ARGS"
read -r -a paths <<<"$LBCONFLINT_PATHS"

code=0
FORCE_COLOR=1 "$environment/bin/lbconflint" "${arguments[@]}" "${extra[@]}" -- "${paths[@]}" || code=$?
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
exit "$code"
