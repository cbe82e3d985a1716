#!/bin/sh
# Write the locked sets anew: versions and hashes for every platform, and no trace of where they were fetched.
# Newer versions: tools/lock.sh --upgrade
set -eu
cd "$(dirname "$0")/.."

if [ -x .venv/bin/uv ]; then uv=.venv/bin/uv
elif command -v uv >/dev/null; then uv=uv
elif command -v pipx >/dev/null; then uv="pipx run uv"
else echo "lock: needs uv: .venv/bin/pip install uv, or pipx" >&2; exit 2
fi

compile() {
    $uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --no-annotate "$@"
}

compile "$@" --extra dev pyproject.toml -o requirements.lock
# What the image holds: the same versions, without the tools of developers; the small extra with it.
compile --constraint requirements.lock --extra languages pyproject.toml -o tools/runtime.lock
printf "setuptools>=80\nhatchling>=1.25\n" | compile "$@" - -o tools/build.lock
