# shellcheck shell=sh disable=SC2154
# How ./crayfleet builds what a command needs, in a clone of the source. It is read by that script, which
# says what is needed: $root, $module, $jar and $made. Nothing of this is in the archive.

build_log=$root/target/crayfleet-build.log
build_lock=$root/target/crayfleet-build.lock

build_if_needed() {
  if ! is_built; then
    take_lock
    if ! is_built; then
      build
    fi
    rm -rf "$build_lock"
    trap - EXIT INT TERM HUP
  fi
}

# Whether the module's program is newer than the sources of all modules that it consists of. Which those are
# is in its class path, as the last build wrote it.
is_built() {
  [ -f "$jar" ] && [ -f "$made" ] || return 1
  IFS= read -r class_path <"$made" || [ -n "$class_path" ] || return 1
  set -- "$root/pom.xml"
  for pom in "$root"/*/pom.xml; do
    folder=${pom%/pom.xml}
    case "lib/crayfleet-$module-0:$class_path" in
      *"lib/crayfleet-${folder##*/}-"[0-9]*)
        set -- "$@" "$pom"
        if [ -d "$folder/src/main" ]; then
          set -- "$@" "$folder/src/main"
        fi
        ;;
    esac
  done
  [ -z "$(find "$@" -newer "$made" | head -n 1)" ]
}

# Two builds over one folder would tear each other's files. Waits at most ten minutes for another's.
take_lock() {
  mkdir -p "$root/target"
  waited=0
  until mkdir "$build_lock" 2>/dev/null; do
    owner=$(cat "$build_lock/pid" 2>/dev/null || :)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$build_lock"
      continue
    fi
    if [ "$waited" -eq 0 ]; then
      say "Another build of Crayfleet is running; waiting for it…"
    fi
    if [ "$waited" -ge 600 ]; then
      say "It still runs after ten minutes. If it does not, remove $build_lock and try again."
      exit 1
    fi
    sleep 1
    waited=$((waited + 1))
  done
  printf '%s\n' "$$" >"$build_lock/pid"
  trap 'rm -rf "$build_lock"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

build() {
  began=$(date +%s)
  say "Building what this command needs ($module); the log is $build_log"
  # The time of this file is when the build began: what is edited meanwhile is newer than the program.
  printf '%s\n' "$began" >"$build_lock/began"
  if ! mvn=$(maven); then
    say "Maven could not be started or fetched:"
    tail -n 10 "$build_log" >&2
    exit 1
  fi
  # Not a pipe of Maven's own: its exit code would be lost, and no shell option for that is portable.
  {
    code=0
    (cd "$root" && MAVEN_OPTS="$open_jvm ${MAVEN_OPTS:-}" exec "$mvn" -B -Dstyle.color=never -Pprogram \
      -pl "$module" -am package) </dev/null 2>&1 || code=$?
    printf '%s\n' "$code" >"$build_lock/code"
  } | tee "$build_log" | show_progress
  read -r code <"$build_lock/code"
  if [ "$code" -ne 0 ]; then
    say "The build failed. The end of its log, which is $build_log as a whole:"
    tail -n 30 "$build_log" >&2
    exit 1
  fi
  touch -r "$build_lock/began" "$made"
  say "Built in $(($(date +%s) - began)) s."
}

# The project's own Maven, else that of the machine.
maven() {
  if "$root/mvnw" -v >"$build_log" 2>&1; then
    printf '%s\n' "$root/mvnw"
  else
    command -v mvn 2>/dev/null
  fi
}

# Says which module Maven is at, and how many libraries it has fetched.
show_progress() {
  fetched=0
  while IFS= read -r line; do
    case $line in
      *"Building crayfleet-"*"["*/*"]")
        name=${line#*Building crayfleet-}
        seconds=$(($(date +%s) - began))
        printf '%5s s  %s %s\n' "$seconds" "[${line##*\[}" "${name%% *}" >&2
        ;;
      *"Downloaded from "*)
        fetched=$((fetched + 1))
        if [ $((fetched % 50)) -eq 0 ]; then
          printf '%5s s  %s files fetched for it\n' "$(($(date +%s) - began))" "$fetched" >&2
        fi
        ;;
    esac
  done
}
