package main

import (
	"context"
	"flag"
	"fmt"
	"runtime/debug"

	"madoguchi/faq/search/compiled"
)

// version is set when a release is built: -ldflags "-X main.version=v1.2.3".
var version = ""

func runVersion(_ context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("version", flag.ContinueOnError)
	if _, err := parse(fs, args); err != nil {
		return err
	}
	goVersion := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		goVersion = info.GoVersion
	}
	dictionary := "dictionary compiled in"
	if !compiled.On {
		dictionary = "dictionary unpacked at each start: make build compiles it in"
	}
	_, err := fmt.Fprintf(env.Stdout, "madoguchi %s %s (%s)\n", programVersion(), goVersion, dictionary)
	return err
}

// programVersion is what a release was built as, else what Go knows of the source.
func programVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && version == "" {
		return info.Main.Version
	}
	return version
}
