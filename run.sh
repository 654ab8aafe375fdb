#!/usr/bin/env bash
#
# Builds joinq when its sources are newer than its jar, and runs one of its commands.
#
#   ./run.sh                 server with supervised workers, in the foreground
#   ./run.sh help [COMMAND]  all the others
#
# Works from any directory. The default queue, chronicle:./data/queue, lies below this script's
# directory; a path that you give is relative to the directory you are in.
#
# JOINQ_NO_BUILD=1 runs the jar that is there, however old.

set -euo pipefail

ROOT="$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)"
STAMP="$ROOT/target/built"
BUILD_LOG="$ROOT/target/build.log"

say() { printf 'run.sh: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

how_to_install() {
  local sudo=""
  [ "$(id -u)" -eq 0 ] || sudo="sudo "
  echo "install it: ${sudo}apt-get install -y openjdk-17-jdk-headless maven"
}

# --- What the caller gives -------------------------------------------------------------------------

# A JVM takes a free descriptor for a file of its own, and then reads or writes that as its stdin.
open_closed_descriptors() {
  [ -e /proc/self/fd/0 ] || exec < /dev/null
  [ -e /proc/self/fd/1 ] || exec > /dev/null
  [ -e /proc/self/fd/2 ] || exec 2> /dev/null
}

# In the locale C, Java can neither read nor write a name that is not ASCII.
use_utf8() {
  case "${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}" in
    C | POSIX)
      if [ -n "${LC_ALL:-}" ]; then export LC_ALL=C.UTF-8; else export LC_CTYPE=C.UTF-8; fi
      ;;
  esac
}

# Below these, a JVM ends with errors that do not name the limit.
check_limits() {
  local files size
  files="$(ulimit -n)"
  size="$(ulimit -f)"
  [ "$files" = unlimited ] || [ "$files" -ge 256 ] ||
    fail "no more than $files files may be open at a time, and joinq needs 256; run: ulimit -n 1024"
  [ "$size" = unlimited ] || [ "$size" -ge 1048576 ] ||
    fail "a file may have no more than $size KiB, and joinq needs 1048576; run: ulimit -f unlimited"
}

# --- Java and Maven -------------------------------------------------------------------------------

find_java() {
  JAVA=java
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
    JAVA="$JAVA_HOME/bin/java"
  fi
  command -v "$JAVA" > /dev/null ||
    fail "no java found; $(how_to_install)"
  local version
  version="$("$JAVA" -version 2>&1 | sed -n 's/.* version "\([0-9]*\)[."-].*/\1/p' | head -n 1)"
  JAVA_MAJOR="${version:-0}"
  [ "$JAVA_MAJOR" -ge 17 ] ||
    fail "java 17 or later is needed, and $(command -v "$JAVA") is ${version:-unreadable}; $(how_to_install)"
}

need_maven() {
  command -v mvn > /dev/null ||
    fail "no mvn found; $(how_to_install)"
  local compiler="${JAVA%java}javac"
  command -v "$compiler" > /dev/null ||
    fail "no javac beside $(command -v "$JAVA"), which is needed to build; $(how_to_install)"
}

# --- Building -------------------------------------------------------------------------------------

is_built() {
  [ -e "$STAMP" ] && compgen -G "$ROOT/lab/target/joinq-lab-*.jar" > /dev/null || return 1
  # Directories count too: they are newer when a file was removed.
  local newer
  newer="$(cd "$ROOT" && find pom.xml .mvn ./*/pom.xml ./*/src/main -newer "$STAMP" -print -quit)"
  [ -z "$newer" ]
}

# Maven runs beside us, so that a signal that stops us stops it too.
run_maven() {
  local maven
  (cd "$ROOT" && exec mvn -B "$@" < /dev/null) &
  maven=$!
  trap 'kill -TERM "$maven" 2> /dev/null || true; exit 143' TERM
  trap 'kill -TERM "$maven" 2> /dev/null || true; exit 130' INT
  local result=0
  wait "$maven" || result=$?
  trap - TERM INT
  return "$result"
}

# One at a time: commands started in two terminals must not write the same jars.
lock_build() {
  mkdir -p "$ROOT/target"
  exec 9> "$ROOT/target/build.lock"
  if ! flock -n 9; then
    say "waiting for a build or a run of the tests in another terminal ..."
    flock 9
  fi
}

# Class-data archives, with which workers start in half the time. Without one they only start slower.
make_archives() {
  local module
  for module in cli lab; do
    java_flags
    "$JAVA" ${FLAGS[@]+"${FLAGS[@]}"} -cp "$(jar_of "$module")" io.joinq.server.WorkerArchive \
      < /dev/null >> "$BUILD_LOG" 2>&1 ||
      say "no class-data archive for $module; workers start slower at first, see $BUILD_LOG"
  done
}

# The flags for this Java, in FLAGS.
java_flags() {
  FLAGS=()
  if [ "$JAVA_MAJOR" -ge 24 ]; then
    FLAGS=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
  fi
}

# The jar of the tests ends in -tests.jar.
jar_of() {
  local jars=("$ROOT/$1/target/joinq-$1"-*[0-9T].jar)
  printf '%s' "${jars[0]}"
}

build() {
  if [ "${JOINQ_NO_BUILD:-0}" = 1 ] || is_built; then return; fi
  need_maven
  lock_build
  if ! is_built; then
    say "building (first time, or the sources are newer than the jar) ..."
    touch "$STAMP.started"
    if ! run_maven -q -DskipTests -Dspotless.check.skip package > "$BUILD_LOG" 2>&1; then
      grep -F '[ERROR]' "$BUILD_LOG" | head -n 20 >&2 || tail -n 20 "$BUILD_LOG" >&2
      fail "the build failed; all of its output is in $BUILD_LOG"
    fi
    make_archives
    mv "$STAMP.started" "$STAMP"
    say "built"
  fi
  exec 9>&-
}

# --- Tests ----------------------------------------------------------------------------------------

# What the tests use beyond the JDK: "package what-shows-that-it-is-there".
TOOLS="python3 command:python3
pocketsphinx command:pocketsphinx_continuous
pocketsphinx-en-us file:/usr/share/pocketsphinx/model/en-us
sox command:sox
shellcheck command:shellcheck
alsa-utils file:/usr/share/sounds/alsa/Front_Center.wav"

is_there() {
  case "$1" in
    command:*) command -v "${1#command:}" > /dev/null ;;
    file:*) [ -e "${1#file:}" ] ;;
  esac
}

# What bench http compares with, and what it measures with.
HTTP_TOOLS="wrk command:wrk
python3-fastapi file:/usr/lib/python3/dist-packages/fastapi
python3-uvicorn file:/usr/lib/python3/dist-packages/uvicorn"

missing_tools() {
  local package sign missing=""
  while read -r package sign; do
    is_there "$sign" || missing+=" $package"
  done <<< "$1"
  echo "${missing# }"
}

asks_for_help() {
  local word
  for word in "$@"; do
    case "$word" in -h | --help) return 0 ;; esac
  done
  return 1
}

need_tools_of_http() {
  local missing
  missing="$(missing_tools "$HTTP_TOOLS")"
  [ -z "$missing" ] && return
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
    fail "bench http needs more tools; install them, then run this again: sudo apt-get install -y $missing"
  fi
  say "installing for bench http: $missing"
  apt_install "$missing"
}

install_tools() {
  local missing
  missing="$(missing_tools "$TOOLS")"
  if [ -z "$missing" ]; then
    say "tools of the tests: all there"
    return
  fi
  if ! command -v apt-get > /dev/null; then
    local package
    for package in $missing; do
      say "skipped: the tests that need $package, because it is not installed and there is no apt-get"
    done
    return
  fi
  if [ "$(id -u)" -ne 0 ]; then
    fail "the tests need more tools; install them, then run this again: sudo apt-get install -y $missing"
  fi
  say "installing for the tests: $missing"
  apt_install "$missing"
}

# Installs packages as root, their names in one word.
apt_install() {
  local missing="$1"
  local log="$ROOT/target/apt.log"
  mkdir -p "$ROOT/target"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 # one word per package
  if ! { apt-get update && apt-get install -y --no-install-recommends $missing; } \
    > "$log" 2>&1 < /dev/null; then
    tail -n 5 "$log" >&2
    fail "could not install: $missing; try: apt-get update && apt-get install -y $missing"
  fi
}

# Maven counts skipped tests but does not say why; their reports do.
list_skipped() {
  local report
  for report in "$ROOT"/*/target/{surefire,failsafe}-reports/TEST-*.xml; do
    [ -e "$report" ] || continue
    awk '
      /<testcase / { name = $0; sub(/.* name="/, "", name); sub(/".*/, "", name)
                     class = $0; sub(/.* classname="/, "", class); sub(/".*/, "", class) }
      /<skipped[^>]* message="/ { sub(/.*<skipped[^>]* message="/, ""); sub(/".*/, ""); tell($0); next }
      # Without a message, what was thrown begins with the reason, on its first or second line.
      /<skipped.*Exception:/    { sub(/.*Exception: */, ""); if ($0 == "") getline; tell($0); next }
      /<skipped/                { tell("no reason was given") }
      function tell(why) {
        sub(/ +$/, "", why)
        print "skipped: " class "." name " because " why
      }' "$report" >&2
  done
}

run_tests() {
  local fast=false
  case "$*" in
    "") ;;
    --fast) fast=true ;;
    *) fail_usage "test takes --fast or nothing, and was given: $*" ;;
  esac
  need_maven
  # Tests choose their own queues and ports; what is set for this shell must not leak into them.
  unset "${!JOINQ_@}"
  if "$fast"; then
    lock_build
    run_fast_tests
  fi
  install_tools
  lock_build
  say "running all tests: mvn -B verify"
  touch "$STAMP.started"
  local result=0
  run_maven verify || result=$?
  list_skipped
  if [ "$result" -eq 0 ]; then
    make_archives
    mv "$STAMP.started" "$STAMP"
    say "all tests passed"
  else
    say "the tests failed: mvn verify ended with $result"
  fi
  exit "$result"
}

# Those with the tag "fast": they start no other process and take seconds.
run_fast_tests() {
  say "running the fast tests: mvn -B test -Dgroups=fast"
  local result=0
  run_maven test -Dgroups=fast || result=$?
  if [ "$result" -eq 0 ]; then
    say "the fast tests passed"
  else
    say "the fast tests failed: mvn test ended with $result"
  fi
  exit "$result"
}

fail_usage() {
  say "$*"
  exit 2
}

# --- Commands -------------------------------------------------------------------------------------

# The first argument is the module whose jar is run.
run_java() {
  local module="$1"
  shift
  local jar
  jar="$(jar_of "$module")"
  [ -e "$jar" ] || fail "$module/target has no jar; run it without JOINQ_NO_BUILD=1"
  java_flags
  export JOINQ_QUEUE="${JOINQ_QUEUE:-chronicle:$ROOT/data/queue}"
  exec "$JAVA" ${FLAGS[@]+"${FLAGS[@]}"} -jar "$jar" "$@"
}

main() {
  local command="${1:-up}"
  open_closed_descriptors
  use_utf8
  check_limits
  find_java
  if [ "$command" = test ]; then
    shift
    run_tests "$@"
  fi
  build
  if [ "$command" = bench ]; then
    case "${2:-}" in
      http) asks_for_help "$@" || need_tools_of_http ;;
      stalls | admin | refusals) ;;
      *) shift && run_java bench "$@" ;;
    esac
  fi
  if [ $# -eq 0 ]; then set -- up; fi
  # The lab's command line has all commands, those that prove and measure joinq too.
  case "$command" in
    up | server | worker | status | diagnose | put | join | queue | dead-letters) run_java cli "$@" ;;
    kill-worker | resume-workers | restart-workers) run_java cli "$@" ;;
    -h | --help) run_java lab "$@" ;;
    -*) run_java cli "$@" ;;
    *) run_java lab "$@" ;;
  esac
}

main "$@"
