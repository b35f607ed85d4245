#!/usr/bin/env bash
# What each feature `with-…` of retry-runtime adds: crates over the default graph, and the processor's seconds of a clean
# build with it, in the form of the table in the documentation of `retry_runtime::errors`.
# usage: benches/features.sh [feature …]
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_TARGET_DIR=$PWD/target/features

features=("$@")
[ $# -gt 0 ] || mapfile -t features < <(grep -oE '^with-[a-z0-9_-]+' retry-runtime/Cargo.toml)

crates() { # arguments of cargo tree
    cargo tree -p retry-runtime -e normal --prefix none --locked "$@" | sed 's/ (.*//' | sort -u | wc -l
}

seconds() { # arguments of cargo build
    rm -rf "$CARGO_TARGET_DIR"
    local time
    time=$( { TIMEFORMAT='%U %S'; time cargo build --quiet --locked -p retry-runtime "$@"; } 2>&1)
    awk '{ printf "%.0f", $1 + $2 }' <<<"$time"
}

default=$(crates)
echo "| feature | crates added | seconds of a clean build |"
echo "|---|---|---|"
echo "| none | $default in all | $(seconds) |"
for feature in "${features[@]}"; do
    echo "| \`$feature\` | $(($(crates --features "$feature") - default)) | $(seconds --features "$feature") |"
done
rm -rf "$CARGO_TARGET_DIR"
