#!/usr/bin/env bash
# What annotated functions cost to compile, and how much code they become, beside the same functions with a hand-written
# loop, both without a limit and with one, and under `#[tracing::instrument]`.
# usage: benches/build.sh [part] [functions]
#   check     instructions of rustc for `cargo check`, for each function (needs valgrind; the same on every run but for
#             some thousandths, which a busy machine does not change)
#   text      bytes of `.text` for each function
#   seconds   seconds of `cargo check`
#   clean     a clean build of `retry-macros`, beside other attribute crates
#   lines     lines that the attribute adds to the quickstart's function
#   all       all of them (the default)
# functions: how many for `text` and `seconds`, 1000 by default; code that they share counts for less, the more there are.
# What differs between the packages is measured one after another: a busy machine changes the seconds, and only those.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
part=${1:-all}
count=${2:-1000}
work=$root/target/build-cost
mkdir -p "$work"

package() { # name, functions, dependencies, what stands above each function, its body
    local directory=$work/$1-$2
    mkdir -p "$directory/src"
    cp Cargo.lock "$directory"
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\ntokio = { version = "1", features = ["time", "rt"] }\nretry-runtime = { path = "%s/retry-runtime" }\n%s\n[profile.small]\ninherits = "release"\nopt-level = "s"\n' "$1" "$root" "$3" >"$directory/Cargo.toml"
    {
        printf 'use std::{io, time::Duration, future::Future, pin::Pin, task::{Context, Waker}};\nuse retry_runtime::Transient;\n'
        printf 'async fn get(n: u64, url: &str) -> io::Result<u64> { tokio::task::yield_now().await; if url.is_empty() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(n + url.len() as u64) } }\n'
        printf 'fn delay(attempt: u32) -> Duration { Duration::from_secs(1).saturating_mul(1 << attempt).min(Duration::from_secs(30)) }\n'
        printf 'async fn pause(attempt: u32) { tokio::time::sleep(delay(attempt)).await }\n'
        for ((i = 0; i < $2; i++)); do
            printf '%s\npub async fn f%d(url: &str, n: &mut u64) -> io::Result<u64> { %s }\n' "$4" "$i" "${5//BODY/*n += $i; let page = get(*n, url).await?; Ok(page * $i)}"
        done
        # Through `dyn`, so that each function's code stands there in full, as in a service that spawns it.
        printf 'type Call<'"'"'a> = Pin<Box<dyn Future<Output = io::Result<u64>> + Send + '"'"'a>>;\n'
        printf '#[inline(never)]\nfn poll(mut call: Call<'"'"'_>) -> bool { call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() }\n'
        printf 'fn main() { let mut n = std::env::args().count() as u64; let url = std::env::args().next().unwrap_or_default(); let mut ready = 0;\n'
        for ((i = 0; i < $2; i++)); do
            printf 'ready += usize::from(poll(Box::pin(f%d(&url, &mut n))));\n' "$i"
        done
        printf 'println!("{ready} {n} {:?} {:?}", delay(1), io::Error::from(io::ErrorKind::Other).is_transient()); let _ = pause; }\n'
    } >"$directory/src/main.rs"
}

names=(bare hand hand-inline annotated hand-limited hand-inline-limited annotated-limited instrument)
# The loop as whoever has many of them writes it: one function for all delays, whose code counts once. And the same with
# its timer in itself.
hand='let mut attempt = 0; loop { let result: io::Result<u64> = async { BODY }.await; match result { Ok(value) => return Ok(value), Err(error) if attempt + 1 < 3 && error.is_transient() => { pause(attempt).await; attempt += 1; } Err(error) => return Err(error) } }'
inline=${hand/pause(attempt).await/tokio::time::sleep(delay(attempt)).await}

packages() { # functions
    package bare "$1" '' '' 'BODY'
    package hand "$1" '' '' "$hand"
    package hand-inline "$1" '' '' "$inline"
    package hand-inline-limited "$1" '' '' "tokio::time::timeout(Duration::from_secs(30), async { $inline }).await?"
    package annotated "$1" '' '#[retry_runtime::retry(max = 3, delay_ms = 1000)]' 'BODY'
    package hand-limited "$1" '' '' "tokio::time::timeout(Duration::from_secs(30), async { $hand }).await?"
    package annotated-limited "$1" '' '#[retry_runtime::retry(max = 3, delay_ms = 1000, timeout_secs = 30)]' 'BODY'
    package instrument "$1" 'tracing = { version = "0.1", default-features = false, features = ["attributes", "std"] }' '#[tracing::instrument(skip_all)]' 'BODY'
}

export RUSTFLAGS=-Awarnings CARGO_TARGET_DIR=$work/target CARGO_INCREMENTAL=0

label() { # package
    case $1 in
    bare) echo 'the bare function' ;;
    hand) echo 'hand-written loop' ;;
    annotated) echo 'annotated' ;;
    hand-inline) echo 'hand-written loop, its timer in itself' ;;
    hand-inline-limited) echo 'hand-written loop in `tokio::time::timeout`, its timer in itself' ;;
    hand-limited) echo 'hand-written loop in `tokio::time::timeout`' ;;
    annotated-limited) echo 'annotated, with a limit' ;;
    instrument) echo '`#[tracing::instrument]`' ;;
    *) echo "$1" ;;
    esac
}

ratio() { # ours, theirs
    awk "BEGIN { printf \"%.3f×\", $1 / $2 }"
}

against() { # package: the one that it is compared with
    case $1 in
    hand-inline) echo hand ;;
    hand-inline-limited) echo hand-limited ;;
    annotated) echo hand ;;
    annotated-limited) echo hand-limited ;;
    esac
}

compared() { # package, name of an associative array of figures: a cell with the figure and the ratio
    local -n figures=$2
    local other
    other=$(against "$1")
    if [ -n "$other" ]; then
        echo "${figures[$1]} ($(ratio "${figures[$1]}" "${figures[$other]}"))"
    else
        echo "${figures[$1]}"
    fi
}

# Instructions of rustc

instructions() { # package, functions: those of rustc for the package alone
    cd "$work/$1-$2"
    local log=$work/callgrind.log
    cargo check --quiet
    touch src/main.rs
    RUSTC_WORKSPACE_WRAPPER=$work/counted CALLGRIND_LOG=$log CARGO_TARGET_DIR=$work/counted-target cargo check --quiet
    sed -n 's/.*Collected : //p' "$log"
}

check() {
    if ! command -v valgrind >/dev/null; then
        echo "skipped: valgrind is missing"
        return
    fi
    # The compiler itself, instead of the proxy that chooses one; its other calls, which ask for its version, stay as
    # they are.
    printf '#!/usr/bin/env bash\nshift\nif [[ " $* " == *" --crate-name "*" src/main.rs "* ]]; then\n    exec valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="$CALLGRIND_LOG" "%s/bin/rustc" "$@"\nfi\nexec "%s/bin/rustc" "$@"\n' \
        "$(rustc --print sysroot)" "$(rustc --print sysroot)" >"$work/counted"
    chmod +x "$work/counted"
    local -A millions
    local name
    (cd "$root" && packages 10 && packages 40)
    for name in hand-inline annotated hand-inline-limited annotated-limited; do
        millions[$name]=$(awk "BEGIN { printf \"%.2f\", ($(instructions "$name" 40) - $(instructions "$name" 10)) / 30e6 }")
    done
    echo "| \`cargo check\` for each function | instructions of rustc, millions | against by hand |"
    echo "|---|---|---|"
    for name in hand-inline annotated hand-inline-limited annotated-limited; do
        local other
        other=$(against "$name")
        other=${other/hand/hand-inline}
        echo "| $(label "$name") | ${millions[$name]} | $([ -z "$other" ] && echo – || ratio "${millions[$name]}" "${millions[$other]}") |"
    done
}

# Code

text() {
    local -A fast small
    local name profile bytes
    packages "$count"
    for name in "${names[@]}"; do
        cd "$work/$name-$count"
        for profile in release small; do
            cargo build --quiet --profile "$profile"
            bytes=$(size -A "$CARGO_TARGET_DIR/$profile/$name" | awk '$1 == ".text" { print $2 }')
            if [ "$profile" = release ]; then fast[$name]=$bytes; else small[$name]=$bytes; fi
        done
    done
    cd "$root"
    local bare_fast=${fast[bare]} bare_small=${small[bare]}
    for name in "${names[@]}"; do
        fast[$name]=$(((fast[$name] - bare_fast) / count))
        small[$name]=$(((small[$name] - bare_small) / count))
    done
    echo "| bytes of \`.text\` for each of $count functions, over the bare one | opt-level 3 | opt-level s |"
    echo "|---|---|---|"
    for name in "${names[@]}"; do
        echo "| $(label "$name") | $(compared "$name" fast) | $(compared "$name" small) |"
    done
}

# Time

best() { # commands before each run, what is run: the user's seconds of the best of three
    local best= time
    for _ in 1 2 3; do
        $1
        time=$( { TIMEFORMAT="%U %R"; time $2; } 2>&1)
        if [ -z "$best" ] || awk "BEGIN { exit !(${time% *} < ${best% *}) }"; then best=$time; fi
    done
    echo "$best"
}

seconds() {
    local -A user
    local name time
    packages "$count"
    for name in "${names[@]}"; do
        cd "$work/$name-$count"
        cargo check --quiet
        time=$(best 'touch src/main.rs' 'cargo check --quiet --offline')
        user[$name]=${time% *}
    done
    cd "$root"
    echo "| \`cargo check\` of $count functions | the user's seconds |"
    echo "|---|---|"
    for name in "${names[@]}"; do
        echo "| $(label "$name") | $(compared "$name" user) |"
    done
}

clean_package() { # name, dependency
    local directory=$work/clean-$1
    mkdir -p "$directory/src"
    touch "$directory/src/lib.rs"
    printf '[package]\nname = "clean"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\n%s\n' "$2" >"$directory/Cargo.toml"
}

remove_target() { rm -rf "$CARGO_TARGET_DIR"; }

clean() {
    clean_package retry-macros "retry-macros = { path = \"$root/retry-macros\" }"
    clean_package tokio-macros 'tokio-macros = "2"'
    clean_package async-trait 'async-trait = "0.1"'
    clean_package tracing-attributes 'tracing-attributes = "0.1"'
    local -A user real crates
    local name time
    for name in retry-macros tokio-macros async-trait tracing-attributes; do
        cd "$work/clean-$name"
        cargo fetch --quiet
        time=$(export CARGO_TARGET_DIR=$PWD/target && best remove_target 'cargo build --quiet --offline')
        user[$name]=${time% *}
        real[$name]=${time#* }
        crates[$name]=$(cargo tree --offline --prefix none -e normal | sed 's, (.*,,' | sort -u | grep -cv '^clean ')
    done
    cd "$root"
    echo "| clean build | the user's seconds | against tokio-macros | wall clock, s | crates |"
    echo "|---|---|---|---|---|"
    for name in retry-macros tokio-macros async-trait tracing-attributes; do
        echo "| $name | ${user[$name]} | $(ratio "${user[$name]}" "${user[tokio-macros]}") | ${real[$name]} | ${crates[$name]} |"
    done
}

# Lines

lines() {
    # As `cargo expand` gives them, but formatted by rustfmt, at the width that it has.
    local expanded written
    written=$(function_lines page <examples/quickstart.rs)
    expanded=$(
        unset CARGO_TARGET_DIR
        RUSTC_BOOTSTRAP=1 cargo rustc --quiet --package retry-examples --example quickstart --profile check -- \
            -Zunpretty=expanded | rustfmt --edition 2024 --config max_width=90 | function_lines page
    )
    echo "| \`Client::page\` of the quickstart, without its docs | lines |"
    echo "|---|---|"
    echo "| written | $written |"
    echo "| expanded | $expanded |"
    echo "| added by the attribute | $((expanded - written)) |"
}

function_lines() { # a method's name: its lines, signature and braces included
    awk -v name="$1" 'index($0, "    async fn " name "(") == 1 { inside = 1 } inside { lines++ } inside && /^    }/ { print lines; exit }'
}

case $part in
check | text | seconds | clean | lines) "$part" ;;
all)
    check
    echo
    text
    echo
    seconds
    echo
    clean
    echo
    lines
    ;;
*)
    echo "no part $part" >&2
    exit 1
    ;;
esac
