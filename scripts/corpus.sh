#!/bin/sh
# corpus.sh - keeps what fuzzing has found interesting, so that every plain test run tries it: of each target the
# KEEP (8) smallest inputs (each reaches code that no other did), none over 2 kB. Run it after make fuzz.
set -eu
keep=${KEEP:-8}
cache=$(${GO:-go} env GOCACHE)/fuzz/madoguchi
[ -d "$cache" ] || { echo 'nothing was fuzzed yet: make fuzz' >&2; exit 1; }
find "$cache" -mindepth 2 -type d -name 'Fuzz*' | sort | while read -r found; do
	package=$(dirname "${found#"$cache"/}")
	target=$(basename "$found")
	grep -qs "^func $target(" "$package"/*_test.go || continue # its target is gone
	find "$found" -type f -size -2k -printf '%s %p\n' | sort -n | head -n "$keep" | while read -r _ input; do
		mkdir -p "$package/testdata/fuzz/$target"
		cp -n "$input" "$package/testdata/fuzz/$target/"
	done
done
