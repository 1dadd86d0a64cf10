package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// runHealth asks a program that serves beside us whether it is well: an image without a shell has nothing else
// to ask with.
func runHealth(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("health", flag.ContinueOnError)
	ready := fs.Bool("ready", false, "ask whether it answers members, too")
	if rest, err := parse(fs, args); err != nil {
		return err
	} else if len(rest) > 0 {
		return usageError{"health takes no arguments"}
	}
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	path := "/healthz"
	if *ready {
		path = "/readyz"
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+besideUs(c.Addr)+path, nil)
	if err != nil {
		return err
	}
	if c.Token != "" { // else we are told as little as anybody
		r.Header.Set("Authorization", "Bearer "+string(c.Token))
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("ask for a sign of life: %w", err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(res.Body, 4<<10)) // what it says is for people; its status decides
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %d: %s", path, res.StatusCode, strings.TrimSpace(string(body)))
	}
	_, err = fmt.Fprintln(env.Stdout, "ok")
	return err
}

// besideUs is how an address that is served is reached from this machine.
func besideUs(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
