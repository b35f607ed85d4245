#!/usr/bin/env bash
# What annotated functions cost to compile, and how much code they become, beside the same functions with a
# hand-written loop, both without a limit and with one, and under `#[tracing::instrument]`.
# Then what a clean build of `retry-macros` takes, beside other attribute crates.
# usage: benches/build.sh [functions]
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
count=${1:-1000}
work=$root/target/build-cost
mkdir -p "$work"

package() { # name, dependencies, what stands above each function, its body
    local directory=$work/$1
    mkdir -p "$directory/src"
    cp Cargo.lock "$directory"
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\ntokio = { version = "1", features = ["time", "rt"] }\nretry-runtime = { path = "%s/retry-runtime" }\n%s\n[profile.small]\ninherits = "release"\nopt-level = "s"\n' "$1" "$root" "$2" >"$directory/Cargo.toml"
    {
        printf 'use std::{io, time::Duration, future::Future, pin::Pin, task::{Context, Waker}};\nuse retry_runtime::Transient;\n'
        printf 'async fn get(n: u64, url: &str) -> io::Result<u64> { tokio::task::yield_now().await; if url.is_empty() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(n + url.len() as u64) } }\n'
        printf 'async fn delay(attempt: u32) { tokio::time::sleep(Duration::from_secs(1).saturating_mul(1 << attempt).min(Duration::from_secs(30))).await }\n'
        for ((i = 0; i < count; i++)); do
            printf '%s\npub async fn f%d(url: &str, n: &mut u64) -> io::Result<u64> { %s }\n' "$3" "$i" "${4//BODY/*n += $i; let page = get(*n, url).await?; Ok(page * $i)}"
        done
        # Through `dyn`, so that each function's code stands there in full, as in a service that spawns it.
        printf 'type Call<'"'"'a> = Pin<Box<dyn Future<Output = io::Result<u64>> + Send + '"'"'a>>;\n'
        printf '#[inline(never)]\nfn poll(mut call: Call<'"'"'_>) -> bool { call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() }\n'
        printf 'fn main() { let mut n = std::env::args().count() as u64; let url = std::env::args().next().unwrap_or_default(); let mut ready = 0;\n'
        for ((i = 0; i < count; i++)); do
            printf 'ready += usize::from(poll(Box::pin(f%d(&url, &mut n))));\n' "$i"
        done
        printf 'println!("{ready} {n} {:?} {:?}", Duration::ZERO, io::Error::from(io::ErrorKind::Other).is_transient()); let _ = delay; }\n'
    } >"$directory/src/main.rs"
}

hand='let mut attempt = 0; loop { let result: io::Result<u64> = async { BODY }.await; match result { Ok(value) => return Ok(value), Err(error) if attempt + 1 < 3 && error.is_transient() => { delay(attempt).await; attempt += 1; } Err(error) => return Err(error) } }'
package bare '' '' 'BODY'
package hand '' '' "$hand"
package annotated '' '#[retry_runtime::retry(max = 3, delay_ms = 1000)]' 'BODY'
package hand-limited '' '' "tokio::time::timeout(Duration::from_secs(30), async { $hand }).await?"
package annotated-limited '' '#[retry_runtime::retry(max = 3, delay_ms = 1000, timeout_secs = 30)]' 'BODY'
package instrument 'tracing = { version = "0.1", default-features = false, features = ["attributes", "std"] }' '#[tracing::instrument(skip_all)]' 'BODY'

seconds() { # the user's time of the last check of a package whose dependencies are built
    RUSTFLAGS=-Awarnings cargo check --quiet --offline
    local best=
    for _ in 1 2 3; do
        touch src/main.rs
        local time
        time=$( { TIMEFORMAT=%U; RUSTFLAGS=-Awarnings; export RUSTFLAGS; time cargo check --quiet --offline; } 2>&1)
        if [ -z "$best" ] || awk "BEGIN { exit !($time < $best) }"; then best=$time; fi
    done
    echo "$best"
}

text() { # bytes of .text
    RUSTFLAGS=-Awarnings cargo build --quiet --offline --profile "$1"
    size -A "$CARGO_TARGET_DIR/$1/$2" | awk '$1 == ".text" { print $2 }'
}

export CARGO_TARGET_DIR=$work/target CARGO_INCREMENTAL=0
echo "| $count functions | cargo check, s | .text for each function, opt-level 3 | opt-level s |"
echo "|---|---|---|---|"
for name in bare hand annotated hand-limited annotated-limited instrument; do
    cd "$work/$name"
    check=$(seconds)
    fast=$(text release "$name")
    small=$(text small "$name")
    if [ "$name" = bare ]; then bare_fast=$fast bare_small=$small; fi
    echo "| $name | $check | $(((fast - bare_fast) / count)) | $(((small - bare_small) / count)) |"
done

clean() { # name, dependency: wall-clock seconds of the best of three builds from nothing
    local directory=$work/clean-$1
    mkdir -p "$directory/src"
    touch "$directory/src/lib.rs"
    printf '[package]\nname = "clean"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\n%s\n' "$2" >"$directory/Cargo.toml"
    cd "$directory"
    export CARGO_TARGET_DIR=$directory/target
    cargo fetch --quiet
    local best=
    for _ in 1 2 3; do
        rm -rf "$CARGO_TARGET_DIR"
        local time
        time=$( { TIMEFORMAT=%R; time cargo build --quiet --offline; } 2>&1)
        if [ -z "$best" ] || awk "BEGIN { exit !($time < $best) }"; then best=$time; fi
    done
    echo "| $1 | $best | $(cargo tree --offline --prefix none -e normal | sed 's, (.*,,' | sort -u | grep -cv '^clean ') |"
}

printf '\n| clean build | s | crates |\n|---|---|---|\n'
clean retry-macros "retry-macros = { path = \"$root/retry-macros\" }"
clean tokio-macros 'tokio-macros = "2"'
clean async-trait 'async-trait = "0.1"'
clean tracing-attributes 'tracing-attributes = "0.1"'
