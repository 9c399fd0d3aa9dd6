#!/bin/sh
# Asks another agent of the fleet to do something. Made for one task, and of no use after it.
set -u

base=@URL@
config=@CONFIG@
folder=@FOLDER@
newline='
'

usage() {
    cat <<'EOF'
Usage: delegate AGENT "INSTRUCTION" [OPTION]...
       delegate --needs CAPABILITY "INSTRUCTION" [OPTION]...
       delegate --await NUMBER
       delegate --list

Asks another agent of the fleet to do something, and prints what it answers. The answer
and the files that it made are written to delegations/TASK/ in the folder of your task.

INSTRUCTION is all that the other agent knows: say what it is to do, and what for.
As - it is read from the standard input. At most 65536 bytes; give longer texts as files.

  --needs CAPABILITY  let the fleet choose an agent that has it
  --file FILE         send a file along; may be repeated, at most 32 of 8 MiB each
  --wait              wait for the answer (this is what is done if nothing is said)
  --no-wait           print the number of the delegation, and go on; see --await
  --detach            let it go on if this task fails or is cancelled
  --deliver           post its result for people, too; --no-deliver: do not (the default)
  --channel ID        the Discord channel where its result is posted
  --model MODEL       an alias such as cheap, or provider/model
  --thinking LEVEL    off, minimal, low, medium, high, ...
  --timeout TIME      how long the other agent may take: 90s, 10m, 2h
  --await NUMBER      wait for what was delegated with --no-wait, and print its answer
  --list              a line for each delegation of this task: number, state, task, agent
  --help              this text

Words behind -- are no options, whatever they begin with.
Exit code: 0 answered; 1 the other agent has failed, and why stands on the standard error;
2 refused, likewise; 3 nobody could be asked, or the answer did not come.
EOF
}

fail() {
    code=$1
    shift
    printf 'delegate: %s\n' "$*" >&2
    exit "$code"
}

# One request. Sets status, 000 where there was no answer, and body.
request() {
    answer=$(curl -q -K "$config" -w '\n%{http_code}' "$@") || answer="$newline"000
    status=${answer##*"$newline"}
    body=${answer%"$newline"*}
    body=${body%"$newline"}
}

# Ends unless the request was done.
check() {
    case $status in
        2??) ;;
        424) fail 1 "$body" ;;
        400 | 401 | 403 | 404 | 405 | 409 | 413 | 414 | 431) fail 2 "$body" ;;
        000) fail 3 "the fleet cannot be reached" ;;
        *) fail 3 "$body" ;;
    esac
}

upload() {
    if [ ! -f "$1" ] || [ ! -r "$1" ]; then
        fail 2 "$1: there is no such file, or it cannot be read"
    fi
    name=${1##*/}
    case $name in *"$newline"*) fail 2 "$1: a file's name is to be one line" ;; esac
    request -X PUT -H "Content-Type: application/octet-stream" \
        -H "Crayfleet-File-Name: $name" --data-binary @- "$base/files" <"$1"
    check
    uploaded="$uploaded file=$body"
}

# Writes what the other agent has left into the task's folder, as far as that is possible.
fetch() {
    request "$base/delegations/$1/files"
    [ "$status" = 200 ] && [ -n "$body" ] || return 0
    while read -r index path; do
        mkdir -p "$folder/delegations/${path%%/*}" &&
            curl -q -K "$config" --fail --retry 3 -o "$folder/delegations/$path" \
                "$base/delegations/$1/files/$index" </dev/null ||
            printf 'delegate: %s could not be written\n' "delegations/$path" >&2
    done <<EOF
$body
EOF
}

# Waits for the end of a delegation, and prints the answer.
await() {
    undecided=0
    while :; do
        request --max-time 90 "$base/delegations/$1?wait=60&text=no"
        [ "$status" = 202 ] || break
        [ "$body" != asked ] || undecided=$((undecided + 1))
        [ "$undecided" -lt 5 ] || fail 3 "nobody decides about it; delegate --await $1 asks again"
    done
    case $status in 200 | 424) reason=$body outcome=$status && fetch "$1" ;; *) check ;; esac
    body=$reason status=$outcome
    check
    curl -q -K "$config" --fail --retry 3 "$base/delegations/$1" ||
        fail 3 "the answer could not be fetched"
    exit 0
}

set_option() {
    case $1 in
        --needs) needs=$2 ;;
        --channel) channel=$2 ;;
        --model) model=$2 ;;
        --thinking) thinking=$2 ;;
        --timeout) timeout=$2 ;;
        --await) number=$2 ;;
        --file) [ "$pass" = 1 ] || upload "$2" ;;
    esac
}

word() {
    words=$((words + 1))
    case $words in
        1) first=$1 ;;
        2) second=$1 ;;
        *) fail 2 "one instruction at a time: put it in quotes" ;;
    esac
}

# Reads the arguments; in the second pass, with all of them known to be right, sends the files.
arguments() {
    pass=$1
    shift
    words=0 option='' verbatim=''
    for arg in "$@"; do
        if [ -n "$option" ]; then
            set_option "$option" "$arg"
            option=''
            continue
        fi
        if [ -n "$verbatim" ]; then
            word "$arg"
            continue
        fi
        case $arg in
            --needs | --channel | --model | --thinking | --timeout | --file | --await)
                option=$arg
                ;;
            --needs=* | --channel=* | --model=* | --thinking=* | --timeout=* | --file=* | --await=*)
                set_option "${arg%%=*}" "${arg#*=}"
                ;;
            --wait) wait=yes ;;
            --no-wait) wait=no ;;
            --detach) detach=true ;;
            --deliver) deliver=true ;;
            --no-deliver) deliver=false ;;
            --list) list=yes ;;
            --help | -h) usage && exit 0 ;;
            --) verbatim=yes ;;
            -) word "$arg" ;;
            # An instruction may begin with a dash; nothing else may.
            -*)
                if [ "$words" = 1 ] || { [ -n "$needs" ] && [ "$words" = 0 ]; }; then
                    word "$arg"
                else
                    fail 2 "there is no option $arg; delegate --help shows all"
                fi
                ;;
            *) word "$arg" ;;
        esac
    done
    [ -z "$option" ] || fail 2 "$option takes a value"
}

needs='' channel='' model='' thinking='' timeout='' number='' first='' second=''
wait=yes detach=false deliver=false list='' uploaded=''
arguments 1 "$@"

if [ -n "$list" ]; then
    request "$base/delegations"
    check
    [ -z "$body" ] || printf '%s\n' "$body"
    exit 0
fi
[ -z "$number" ] || await "$number"
if [ -n "$needs" ]; then
    [ "$words" = 1 ] || fail 2 "say what is to be done, once; delegate --help shows how"
    agent='' instruction=$first
else
    [ "$words" = 2 ] || fail 2 "say who is to do what; delegate --help shows how"
    agent=$first instruction=$second
fi
arguments 2 "$@"

# The files' numbers are digits: their words are to be split.
# shellcheck disable=SC2086
set -- $uploaded
for each in "$@"; do
    set -- "$@" -d "$each"
    shift
done
[ -z "$agent" ] || set -- "$@" --data-urlencode "agent=$agent"
[ -z "$needs" ] || set -- "$@" --data-urlencode "needs=$needs"
[ -z "$channel" ] || set -- "$@" --data-urlencode "channel=$channel"
[ -z "$model" ] || set -- "$@" --data-urlencode "model=$model"
[ -z "$thinking" ] || set -- "$@" --data-urlencode "thinking=$thinking"
[ -z "$timeout" ] || set -- "$@" --data-urlencode "timeout=$timeout"
set -- "$@" -d "deliver=$deliver" -d "detach=$detach" --data-urlencode instruction@-
if [ "$instruction" = - ]; then
    request "$@" "$base/delegations"
else
    # By the standard input, because everybody can read a command line.
    request "$@" "$base/delegations" <<EOF
$instruction
EOF
fi
check
number=${body%% *}
[ "$wait" = no ] || await "$number"
printf '%s\n' "$body"
