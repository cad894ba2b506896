#!/bin/sh
# Starts a server with people and sample content and opens the client. Called by ./dev run:
#   show.sh BIN PHOTOS STATE [--tour DIR | --no-client]
set -eu
bin=$1 photos=$2 state=$3
shift 3
tour="" client=yes
while [ $# -gt 0 ]; do
    case $1 in
        --tour) tour=${2:?--tour needs a directory}; shift 2 ;;
        --no-client) client=no; shift ;;
        *) echo "show: unknown option $1" >&2; exit 64 ;;
    esac
done
address=${PARLOR_SHOW_LISTEN:-127.0.0.1:7420}
if [ -n "$tour" ]; then
    state=$state-tour address=${PARLOR_SHOW_LISTEN:-127.0.0.1:7421}
    rm -rf "$state" "$state-first"
fi
url=http://$address
mkdir -p "$state"
chmod 700 "$state"

say() { printf '%s\n' "$*"; }

start() {
    if "$bin/parlord" healthcheck --url "$url" >/dev/null 2>&1; then
        say "Something already listens on $address: stop it first." >&2
        exit 69
    fi
    PARLOR_NAME="Hollow Lane" "$bin/parlord" serve --data "$state/data" --listen "$address" >"$state/parlord.out" 2>"$state/parlord.log" &
    server=$!
    tries=0
    until "$bin/parlord" healthcheck --url "$url" >/dev/null 2>&1; do
        kill -0 $server 2>/dev/null || { cat "$state/parlord.log" >&2; exit 70; }
        tries=$((tries + 1))
        [ $tries -lt 600 ] || { say "The server did not become ready." >&2; exit 70; }
        sleep 0.1
    done
}

stop() {
    kill $server 2>/dev/null || true
    wait $server 2>/dev/null || true
}

# The wallpapers have lost their dates: copies with days of their own make a library out of them.
date_photos() {
    mkdir -p "$state/photos"
    cp "$photos"/*.jpg "$state/photos/"
    command -v exiftool >/dev/null || return 0
    set -- 402 402 402 402 402 23 23 23 23 23 1 1 1 1 1 1 1 1 1
    minute=10
    for file in "$state/photos"/*.jpg; do
        [ $# -gt 0 ] || break
        exiftool -q -overwrite_original "-DateTimeOriginal=$(date -d "-$1 days" "+%Y:%m:%d 10:$minute:00")" "$file" || true
        minute=$((minute + 1))
        shift
    done
}

trap stop EXIT
trap 'exit 130' INT TERM
server=0
start

if [ ! -f "$state/filled" ]; then
    say "Filling the server with sample people, talk and photos …"
    while IFS=: read -r name display role; do
        # A password of one's own for this machine, readable by one's own account only.
        (umask 077; head -c 18 /dev/urandom | base64 >"$state/$name.password")
        "$bin/parlord" user add "$name" --data "$state/data" --role "$role" --display-name "$display" --password-file "$state/$name.password" >/dev/null
    done <<PEOPLE
mira:Mira Lindqvist:owner
ada:Ada Bergström:member
bo:Bo Lindqvist:member
chiara:Chiara Rossi:member
noor:Noor Haddad:member
PEOPLE
    date_photos
    QT_QPA_PLATFORM=offscreen "$bin/parlor-tour" --prepare --server "$url" --user mira --passwords "$state" --profile "$state" --photos "$state/photos"
    touch "$state/filled"
fi

say "The server listens on $url (data: $state/data)."
if [ -n "$tour" ]; then
    mkdir -p "$tour"
    # Each round begins with the same unread messages.
    stop
    cp -a "$state" "$state-first"
    for look in light@1x dark@1x contrast@1x light@2x dark@2x; do
        case " ${PARLOR_SHOW_LOOKS:-$look} " in *" $look "*) ;; *) continue ;; esac
        scale=${look#*@}
        rm -rf "$state"
        cp -a "$state-first" "$state"
        start
        QT_SCALE_FACTOR=${scale%x} xvfb-run -a -s "-screen 0 2880x1800x24" "$bin/parlor-tour" --server "$url" --user mira \
            --passwords "$state" --profile "$state" --photos "$state/photos" --theme "${look%@*}" --suffix "$look" --out "$tour" --server-process "$server"
        stop
    done
    say "The pictures are in $tour."
    exit 0
fi
if [ $client = yes ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    "$bin/parlor" --profile "$state/mira"
    exit 0
fi
[ $client = no ] || say "There is no display here, so no window opens. Try the command line in another terminal:"
cat <<TEXT
  $bin/parlor-cli --profile $state/mira channels list --json
  $bin/parlor-cli --profile $state/mira history "Weekend hikes" --json --limit 10
  $bin/parlor-cli --profile $state/mira send "Weekend hikes" "Hello from the command line"
  $bin/parlor-cli --profile $state/ada tail "Weekend hikes" --json
  $bin/parlor-cli --profile $state/mira photos --json --limit 5
  $bin/parlor-cli --profile $state/mira upload $(ls "$state"/photos/*.jpg | head -n 1) --json --wait
Ctrl+C stops the server.
TEXT
wait $server
