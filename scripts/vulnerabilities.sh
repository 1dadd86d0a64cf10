#!/bin/sh
# vulnerabilities.sh - are the libraries what go.sum says, and is a vulnerability known in what our code calls of them?
# The list of those is asked for at vuln.go.dev, or at GOVULNDB. Where it cannot be reached this says so, loudly, and
# passes: a build without a net must not depend on it.
set -eu
go=${GO:-go}
"$go" mod verify
list=${GOVULNDB:-https://vuln.go.dev}
case $list in
http*)
	if ! curl -fsS -m 20 -o /dev/null "$list/index/db.json" 2>/dev/null; then
		echo "SKIPPED, not passed: known vulnerabilities were not looked for, because $list cannot be reached" >&2
		exit 0
	fi
	;;
esac
exec "$go" run golang.org/x/vuln/cmd/govulncheck@v1.9.0 -db "$list" -tags compiled ./...
