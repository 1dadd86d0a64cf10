#!/bin/sh
# release.sh VERSION [FOLDER] - builds what is handed out, for linux on amd64 and arm64: static programs, Debian
# packages, what they are made of (SBOM, CycloneDX), and checksums. The same source gives the same files: their
# times are the commit's.
set -eu
version=$1
out=${2:-dist}
cd "$(dirname "$0")/.."
epoch=$(git log -1 --format=%ct 2>/dev/null || echo 0)
export SOURCE_DATE_EPOCH="$epoch"
rm -rf "$out"
mkdir -p "$out"

tool() { # tool PACKAGE… builds a release tool of tools/go.mod once
	(cd tools && go build -o ../"$out"/.tools/ "$1")
}
tool github.com/goreleaser/nfpm/v2/cmd/nfpm
tool github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod

# v1.2.3 is 1.2.3; v1.2.3-4-gabc, four commits later, comes after it; without any tag, before all.
case $version in
v[0-9]*) deb=$(echo "${version#v}" | sed 's/-\([0-9]*\)-g/+\1.g/; s/-dirty/+dirty/; s/-/~/g') ;;
*) deb="0.0.0~git$(date -u -d "@$epoch" +%Y%m%d%H%M).$(echo "$version" | tr -c 'a-zA-Z0-9\n' .)" ;;
esac

for arch in amd64 arm64; do
	name="madoguchi-$version-linux-$arch"
	CGO_ENABLED=0 GOOS=linux GOARCH=$arch go build -tags compiled -trimpath -buildvcs=false -ldflags "-s -w -X main.version=$version" -o "$out/$name" ./cmd/madoguchi
	if command -v file >/dev/null && ! file "$out/$name" | grep -q 'statically linked'; then
		echo "release: $name is not static" >&2
		exit 1
	fi
	"$out/.tools/cyclonedx-gomod" bin -json -noserial -version "$version" -output "$out/$name.cdx.json" "$out/$name" 2>/dev/null
	ARCH=$arch DEB_VERSION=$deb BINARY="$out/$name" SBOM="$out/$name.cdx.json" \
		"$out/.tools/nfpm" package --config deploy/nfpm.yaml --packager deb --target "$out/madoguchi_${deb}_$arch.deb"
done
rm -r "$out/.tools"
(cd "$out" && sha256sum madoguchi* >SHA256SUMS)
ls -l "$out"
