#!/bin/sh
# Make .venv: a Python of 3.11 or newer, the locked packages (every file checked by its hash), the project itself.
# Runs again without harm; set PYTHON to choose the interpreter.
set -eu
cd "$(dirname "$0")/.."

say() { echo "setup: $*" >&2; }
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
can_make_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }
usable() { new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }

# A Python that can make an environment at once is better than a newer one that cannot.
choose_python() {
    for name in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3}; do
        if new_enough "$name" && can_make_venv "$name"; then echo "$name"; return; fi
    done
    for name in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3}; do
        if new_enough "$name"; then echo "$name"; return; fi
    done
}

# Debian and Ubuntu ship Python without the part that makes environments.
add_venv() {
    package="$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing $package"
        apt-get -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "$package" >/dev/null
    fi
    if ! can_make_venv "$1"; then
        say "$1 cannot make an environment (no ensurepip). On Debian or Ubuntu: sudo apt-get install $package"
        exit 2
    fi
}

if ! usable; then
    python="$(choose_python)"
    if [ -z "$python" ]; then
        say "no Python of 3.11 or newer found (looked for ${PYTHON:-python3.11 to python3.14, python3})." \
            "On Debian 12, Ubuntu 24.04 or newer: sudo apt-get install python3 python3-venv"
        exit 2
    fi
    can_make_venv "$python" || add_venv "$python"
    say "making .venv with $("$python" -V)"
    "$python" -m venv --clear .venv
fi

install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation "$@"; }

# The one package that comes as source only (pure Python) is built with tools from a lock too, not with whatever is newest.
install --require-hashes -r tools/build.lock
say "installing the locked packages"
install --require-hashes --use-pep517 -r requirements.lock
install --no-deps --editable .
