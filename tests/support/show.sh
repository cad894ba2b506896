#!/bin/sh
# Starts a server with two people and sample content and opens the client. Called by ./dev run:
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
address=127.0.0.1:7420
if [ -n "$tour" ]; then
    state=$state-tour address=127.0.0.1:7421
    rm -rf "$state"
fi
url=http://$address
mkdir -p "$state"
chmod 700 "$state"

say() { printf '%s\n' "$*"; }
cli() { profile=$1; shift; "$bin/parlor-cli" --profile "$state/$profile" "$@"; }

if "$bin/parlord" healthcheck --url "$url" >/dev/null 2>&1; then
    say "Something already listens on $address: stop it first." >&2
    exit 69
fi
"$bin/parlord" serve --data "$state/data" --listen "$address" >"$state/parlord.out" 2>"$state/parlord.log" &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM
tries=0
until "$bin/parlord" healthcheck --url "$url" >/dev/null 2>&1; do
    kill -0 $server 2>/dev/null || { cat "$state/parlord.log" >&2; exit 70; }
    tries=$((tries + 1))
    [ $tries -lt 600 ] || { say "The server did not become ready." >&2; exit 70; }
    sleep 0.1
done

if [ ! -f "$state/filled" ]; then
    for person in mira ada bo; do
        # A password of one's own for this machine, readable by one's own account only.
        (umask 077; head -c 18 /dev/urandom | base64 >"$state/$person.password")
        role=member
        [ $person = mira ] && role=owner
        "$bin/parlord" user add "$person" --data "$state/data" --role $role --password-file "$state/$person.password"
        cli $person login "$url" --user $person --password-file "$state/$person.password"
    done
    hikes="Weekend hikes"
    for channel in "$hikes" Family "Kitchen garden" "Book club"; do
        cli mira channels create "$channel" >/dev/null
        cli ada channels join "$channel" >/dev/null
        cli bo channels join "$channel" >/dev/null
    done
    cli ada upload "$photos"/*aitzgorri*.jpg "$photos"/*sunset*.jpg "$photos"/*Bridge*.jpg --channel "$hikes" --wait >/dev/null
    cli ada send "$hikes" "Five minutes before the rain found us." >/dev/null
    cli bo send "$hikes" "Morning! Who is up for the ridge path on Saturday?" >/dev/null
    cli bo send "$hikes" "Forecast says dry until four." >/dev/null
    cli mira send "$hikes" "Count me in. I can bring the big tripod." >/dev/null
    cli ada send "$hikes" "Lovely. I will do the sandwiches, Bo has the car." >/dev/null
    cli bo send "$hikes" "See you at the bridge at eight?" >/dev/null
    cli ada send Family "Look who is awake already" >/dev/null
    cli bo send Family "He did not even cry this time 🎉" >/dev/null
    cli ada send "Kitchen garden" "First marigold of the year, and the beans are through." >/dev/null
    cli bo send "Book club" "I finally finished chapter nine. Not a word about the ending, please." >/dev/null
    cli ada upload "$photos"/*seeding*.jpg "$photos"/*Dragonfly*.jpg --channel "Kitchen garden" --wait >/dev/null
    cli mira upload "$photos"/*.jpg --wait >/dev/null
    cli mira send "$hikes" "Eight it is. I will bring the flask." >/dev/null
    touch "$state/filled"
fi

say "The server listens on $url (data: $state/data)."
if [ -n "$tour" ]; then
    mkdir -p "$tour"
    for scale in 1 2; do
        for theme in light dark; do
            rm -rf "$state/tour-profile"
            QT_SCALE_FACTOR=$scale xvfb-run -a -s "-screen 0 2880x1800x24" "$bin/parlor-tour" --server "$url" --user mira \
                --password-file "$state/mira.password" --profile "$state/tour-profile" --theme $theme --suffix "$theme@${scale}x" --out "$tour"
        done
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
  $bin/parlor-cli --profile $state/mira channels list
  $bin/parlor-cli --profile $state/mira history "Weekend hikes" --json --limit 10
  $bin/parlor-cli --profile $state/mira send "Weekend hikes" "Hello from the command line"
  $bin/parlor-cli --profile $state/ada tail "Weekend hikes" --json
  $bin/parlor-cli --profile $state/mira photos --json --limit 5
  $bin/parlor-cli --profile $state/mira upload PICTURE.jpg --json --wait
Ctrl+C stops the server.
TEXT
wait $server
