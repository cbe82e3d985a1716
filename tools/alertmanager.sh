#!/bin/sh
# Alertmanager, for the tests of the channel that talks to it: installed where we may (root on Debian or Ubuntu), else it
# is said what to do. Never fails: without it those tests fail, and say themselves what is missing.
set -u

packages="prometheus-alertmanager"

say() { echo "alertmanager: $*" >&2; }
there() { command -v "$1" >/dev/null; }
complete() { { there prometheus-alertmanager || there alertmanager; } && there amtool; }
install() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update && apt-get -qq install --yes --no-install-recommends $packages
}
# The package starts a server that nobody asked for; the tests start their own.
end_service() {
    if there systemctl && [ -d /run/systemd/system ]; then systemctl --quiet disable --now prometheus-alertmanager; fi
}

if complete; then exit 0; fi

if [ "$(id -u)" = 0 ] && there apt-get; then
    say "installing $packages, for the tests on a real Alertmanager"
    if said="$(install 2>&1)"; then end_service; else echo "$said" | grep -v "^W:" | tail -5 >&2; fi
fi

complete || say "the tests on a real Alertmanager need it and its amtool." \
    "On Debian or Ubuntu: sudo apt-get install --no-install-recommends $packages"
exit 0
