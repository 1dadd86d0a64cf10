package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"madoguchi/postgres"
	"madoguchi/postgres/embedded"
)

// A database is the store, with the private server behind it where no DATABASE_URL is given.
type database struct {
	store  *postgres.Store
	server *embedded.Server
}

// openDatabase connects to the configured server, or starts or adopts our own.
func openDatabase(ctx context.Context, env environment) (*database, error) {
	c, err := readConfig(env.Getenv)
	if err != nil {
		return nil, err
	}
	return connect(ctx, c, env, newLog(env), approvals(c))
}

// approvals say which programmes have their changes approved, as the office file says at that moment. Where it cannot
// be read all have: nothing is published by mistake.
func approvals(c config) func(programme string) bool {
	return func(programme string) bool {
		off, err := loadOffice(c)
		return err != nil || off.Approves(programme)
	}
}

func connect(ctx context.Context, c config, env environment, log *slog.Logger, approves func(programme string) bool) (*database, error) {
	db, url, err := findServer(ctx, c, env, log)
	if err != nil {
		return nil, err
	}
	store, err := postgres.Open(ctx, url, postgres.Options{Log: log, Now: env.Now, Approves: approves})
	if err != nil {
		db.close()
		return nil, fmt.Errorf("open the database: %w", err)
	}
	db.store = store
	return db, nil
}

// findServer sees to it that the database's server runs, and says where it is. Nothing in it is touched.
func findServer(ctx context.Context, c config, env environment, log *slog.Logger) (db *database, url string, err error) {
	db = &database{}
	if c.DatabaseURL != "" {
		return db, string(c.DatabaseURL), nil
	}
	dir, err := dataDir(c, env.Getenv)
	if err != nil {
		return nil, "", err
	}
	if db.server, err = embedded.Start(ctx, embedded.Config{Dir: dir, Log: log}); err != nil {
		return nil, "", fmt.Errorf("start the private database in %s: %w", dir, err)
	}
	return db, db.server.URL(), nil
}

func (db *database) close() {
	if db.store != nil {
		db.store.Close()
	}
	if db.server != nil {
		if err := db.server.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "madoguchi: stop the private database:", err)
		}
	}
}
