#!/bin/sh
# need.sh PROGRAM PACKAGE… - see to it that PROGRAM is on this machine: root on Debian installs the
# packages, anybody else is told the command.
set -eu
program=$1
shift
case $program in
postgres)
	# Debian keeps the server's programs off the PATH.
	if command -v postgres >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then exit 0; fi
	if command -v pg_config >/dev/null 2>&1 && [ -x "$(pg_config --bindir)/postgres" ]; then exit 0; fi
	;;
chromium)
	if command -v chromium >/dev/null 2>&1 && fc-list :lang=ja 2>/dev/null | grep -q .; then exit 0; fi
	;;
*)
	if command -v "$program" >/dev/null 2>&1; then exit 0; fi
	;;
esac
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
	echo "$program is missing. Install it first, on Debian with: sudo apt-get install $*" >&2
	exit 1
fi
echo "installing $* …" >&2
apt-get update -qq
# The server's package starts a cluster of its own; ours is private, so that one stays off.
[ "$program" != postgres ] || { mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf; }
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
