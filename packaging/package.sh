#!/bin/sh
# Makes the packages and tries them in a bare root: install, run, remove. Called by ./dev package: package.sh BUILD
set -eu
build=$1
out=$build/packages
rm -rf "$out"
mkdir -p "$out"
(cd "$build" && cpack -B "$out" >"$out/cpack.log") || { cat "$out/cpack.log"; exit 1; }
ls -l "$out"/*.deb
here=$(dirname "$0")
desktop-file-validate "$here"/desktop/*.desktop
appstreamcli validate --no-net "$here"/desktop/*.metainfo.xml
# There is no Debian changelog: these are not packages of Debian's archive.
lintian --allow-root --fail-on error --suppress-tags no-changelog "$out"/*.deb

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
bare=$(mktemp -d)
trap 'as_root rm -rf "$bare"' EXIT
as_root mmdebstrap --variant=minbase --skip=check/empty bookworm "$bare" >"$out/root.log" 2>&1 || { tail -20 "$out/root.log"; exit 1; }
as_root cp "$out"/*.deb "$bare/tmp/"
inside() { as_root chroot "$bare" /bin/sh -ec "$1"; }
inside 'printf "#!/bin/sh\nexit 101\n" >/usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install /tmp/*.deb >/dev/null
    parlord version; parlor-cli --version; QT_QPA_PLATFORM=offscreen parlor --version
    mkdir /tmp/data; chown parlor /tmp/data
    su parlor -s /bin/sh -c "parlord serve --data /tmp/data --listen 127.0.0.1:7491 >/tmp/serve.log 2>&1 & echo \$! >/tmp/data/pid"
    for i in $(seq 100); do parlord healthcheck --url http://127.0.0.1:7491 2>/dev/null && break; sleep 0.1; done
    parlord healthcheck --url http://127.0.0.1:7491
    kill $(cat /tmp/data/pid)
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y purge parlor-server parlor-desktop >/dev/null
    for left in /usr/bin/parlord /usr/bin/parlor /usr/bin/parlor-cli /usr/libexec/parlor /var/lib/parlor; do
        test ! -e $left || { echo "the packages leave $left behind"; exit 1; }
    done'
echo "The packages install, run and remove cleanly in a bare root: $out"
