package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/handlers/api"
	"madoguchi/reading"
	"madoguchi/staff"
)

// runToken looks after the applications that may use the API, where the desk cannot be reached or a script
// sets the program up.
func runToken(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("token", flag.ContinueOnError)
	var scopes scopeList
	fs.Var(&scopes, "scope", "add: a `SCOPE`, or several apart by commas; may be given several times")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	wants := map[string]int{"list": 1, "add": 2, "revoke": 2}
	if len(rest) == 0 || wants[rest[0]] != len(rest) {
		return usageError{"token: want 'list', 'add NAME -scope SCOPE…' or 'revoke ID'; the scopes are " + scopeNames()}
	}
	db, err := openDatabase(ctx, env)
	if err != nil {
		return err
	}
	defer db.close()
	by := audit.Record{Kind: audit.Operator, Actor: chat.Person{Name: cmp.Or(env.Getenv("USER"), say("terminal.administrator"))}, Via: audit.ViaTerminal}
	switch rest[0] {
	case "list":
		return listTokens(ctx, db, env)
	case "add":
		return addToken(ctx, db, env, staff.Application{Name: rest[1], Scopes: scopes}, by)
	}
	id, known := chat.Person{ID: rest[1]}.Application()
	if !known {
		if id, err = strconv.ParseInt(rest[1], 10, 64); err != nil {
			return usageError{fmt.Sprintf("token: %q is no ID; 'madoguchi token list' shows them", rest[1])}
		}
	}
	if err := db.store.RevokeApplication(ctx, id, by); errors.Is(err, chat.ErrNotFound) {
		return fmt.Errorf("there is no application %s with a good token", rest[1])
	} else if err != nil {
		return err
	}
	return nil
}

// scopeList is a flag that may be given several times.
type scopeList []staff.Scope

func (l *scopeList) String() string { return fmt.Sprint([]staff.Scope(*l)) }

func (l *scopeList) Set(list string) error {
	for name := range strings.SplitSeq(list, ",") {
		scope := staff.Scope(strings.TrimSpace(name))
		if !scope.Known() {
			return fmt.Errorf("there is no scope %q; the scopes are %s", scope, scopeNames())
		}
		if !slices.Contains(*l, scope) {
			*l = append(*l, scope)
		}
	}
	return nil
}

func scopeNames() string {
	var names []string
	for _, s := range staff.Scopes() {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}

// addToken makes an application and prints its token, which nobody is told again.
func addToken(ctx context.Context, db *database, env environment, a staff.Application, by audit.Record) error {
	token, hash, hint := api.NewToken()
	a.Hint = hint
	if err := a.Check(); err != nil {
		return usageError{"token: " + err.Error()}
	}
	if _, err := db.store.NewApplication(ctx, a, hash, by); err != nil {
		return err
	}
	_, err := fmt.Fprintln(env.Stdout, token)
	return err
}

func listTokens(ctx context.Context, db *database, env environment) error {
	all, err := db.store.Applications(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tNAME\tTOKEN\tSCOPES\tUSED\tREVOKED")
	for _, a := range all {
		var scopes []string
		for _, s := range a.Scopes {
			scopes = append(scopes, string(s))
		}
		used, revoked := "", ""
		if !a.Used.IsZero() {
			used = a.Used.In(reading.JST).Format("2006-01-02 15:04")
		}
		if !a.Revoked.IsZero() {
			revoked = a.Revoked.In(reading.JST).Format("2006-01-02 15:04")
		}
		fmt.Fprintf(w, "%s\t%s\tmdg_…%s\t%s\t%s\t%s\n", a.Person().ID, a.Name, a.Hint, strings.Join(scopes, ","), used, revoked)
	}
	return w.Flush()
}
