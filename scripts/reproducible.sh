#!/bin/sh
# Builds the program twice, from two copies of the tree in two folders with two build caches, and compares.
# What differs between two machines with the same Go and the same source must not be in the binary.
set -eu
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
for copy in one another/further/down; do
	mkdir -p "$top/$copy"
	git ls-files -z | xargs -0 cp --parents -t "$top/$copy"
done
for copy in one another/further/down; do
	GOCACHE="$top/cache-$(basename "$copy")" make --no-print-directory -C "$top/$copy" build VERSION="${VERSION:-reproduced}" >&2
done
cd "$top"
sha256sum one/bin/madoguchi another/further/down/bin/madoguchi
if ! cmp one/bin/madoguchi another/further/down/bin/madoguchi; then
	echo 'reproducible: the two builds differ' >&2
	exit 1
fi
if grep -qaF "$top" one/bin/madoguchi; then
	echo 'reproducible: the binary names the folder it was built in' >&2
	exit 1
fi
