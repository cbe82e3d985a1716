#!/bin/sh
# Java and Maven, for the tests on a real Kafka: installed where we may (root on Debian or Ubuntu), else it is said what to do.
# Never fails: without them those tests are skipped, or fail where CI is set, and say themselves what is missing.
set -u

packages="default-jre-headless maven"

say() { echo "java: $*" >&2; }
there() { [ -x "${JAVA_HOME:-}/bin/java" ] || command -v java >/dev/null; }
complete() { there && command -v mvn >/dev/null; }
install() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update && apt-get -qq install --yes --no-install-recommends $packages
}

if complete || [ -n "${GROUNDSWELL_TEST_BROKER:-}" ]; then exit 0; fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing $packages, for the tests on a real Kafka"
    said="$(install 2>&1)" || echo "$said" | grep -v "^W:" | tail -5 >&2
fi

complete || say "the tests on a real Kafka need Java 17 or newer and Maven." \
    "On Debian or Ubuntu: sudo apt-get install $packages"
