#!/bin/sh
# Programs of others that tests speak to: Prometheus, Alertmanager, a browser. They are installed where we may (root on
# Debian or Ubuntu), else it is said what to do. Never fails: without one its tests fail, and say themselves what is missing.
set -u

say() { echo "tests: $*" >&2; }
there() { command -v "$1" >/dev/null; }

missing() {
    there prometheus && there promtool || echo prometheus
    { there prometheus-alertmanager || there alertmanager; } && there amtool || echo prometheus-alertmanager
    there chromium || there chromium-browser || there google-chrome || echo chromium fonts-dejavu-core
}
install() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update && apt-get -qq install --yes --no-install-recommends "$@"
}
# The packages start servers that nobody asked for; the tests start their own.
end_services() {
    if there systemctl && [ -d /run/systemd/system ]; then
        systemctl --quiet disable --now prometheus prometheus-alertmanager prometheus-node-exporter
    fi
}

packages="$(missing)"
if [ -z "$packages" ]; then exit 0; fi

if [ "$(id -u)" = 0 ] && there apt-get; then
    # shellcheck disable=SC2086  # a word each
    say "installing" $packages
    # shellcheck disable=SC2086
    if said="$(install $packages 2>&1)"; then end_services; else echo "$said" | grep -v "^W:" | tail -5 >&2; fi
fi

packages="$(missing)"
# shellcheck disable=SC2086
[ -z "$packages" ] || say "some need what is not there. On Debian or Ubuntu:" \
    "sudo apt-get install --no-install-recommends" $packages
exit 0
