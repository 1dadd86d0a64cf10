package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"text/tabwriter"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/postgres"
)

// runSubject serves a member's right to know what is kept about them, and to have it erased.
func runSubject(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("subject", flag.ContinueOnError)
	line := fs.String("line", "", "the `ID` of a LINE user, or ACCOUNT:ID")
	web := fs.String("web", "", "the public `ID` of a web session")
	phone := fs.String("phone", "", "the `ID` of a call, as their record names it")
	counter := fs.String("counter", "", "the `ID` of a visit, as their record names it")
	mail := fs.String("email", "", "the `ADDRESS` they gave in a form")
	company := fs.String("company", "", "the `NAME` they gave in a form")
	dry := fs.Bool("dry-run", false, "erase: only show how much would be erased")
	by := fs.String("by", "", "erase: the `NAME` of whoever does it, for the receipt; $USER when empty")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 || rest[0] != "export" && rest[0] != "erase" {
		return usageError{"subject: want 'export' or 'erase'"}
	}
	sub := postgres.Subject{Email: *mail, Company: *company}
	switch {
	case *line != "":
		sub.Channel, sub.ID = chat.LINE, *line
	case *web != "":
		sub.Channel, sub.ID = chat.Web, *web
	case *phone != "":
		sub.Channel, sub.ID = chat.Phone, *phone
	case *counter != "":
		sub.Channel, sub.ID = chat.Counter, *counter
	}
	if given(*line, *web, *phone, *counter, *mail, *company) != 1 {
		return usageError{"subject: name the person by exactly one of -line, -web, -phone, -counter, -email and -company"}
	}
	db, err := openDatabase(ctx, env)
	if err != nil {
		return err
	}
	defer db.close()
	who, err := oneContact(ctx, env, db, sub)
	if err != nil {
		return err
	}
	name := cmp.Or(*by, env.Getenv("USER"), say("terminal.administrator"))
	if rest[0] == "export" {
		record, err := db.store.Export(ctx, who)
		if err == nil {
			err = db.store.Audit(ctx, audit.Record{
				Kind: audit.Operator, Actor: chat.Person{Name: name}, Via: audit.ViaTerminal, Act: audit.SubjectExported, Object: who.String(),
			})
		}
		return printJSON(env, record, err)
	}
	erase := db.store.Erase
	if *dry {
		erase = db.store.RehearseErase
	}
	receipt, err := erase(ctx, who, name)
	return printJSON(env, receipt, err)
}

// given counts the flags that say something.
func given(values ...string) int {
	n := 0
	for _, v := range values {
		if v != "" {
			n++
		}
	}
	return n
}

// oneContact finds the one who is meant. Where several match, it lists them: nobody is erased by a
// guess.
func oneContact(ctx context.Context, env environment, db *database, sub postgres.Subject) (chat.Address, error) {
	found, err := db.store.Contacts(ctx, sub)
	switch {
	case err != nil:
		return chat.Address{}, err
	case len(found) == 0:
		return chat.Address{}, errors.New("nobody of that name is known")
	case len(found) == 1:
		return found[0].Address, nil
	}
	w := tabwriter.NewWriter(env.Stderr, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "CONTACT\tTICKETS\tLAST HEARD OF")
	for _, c := range found {
		fmt.Fprintf(w, "%s\t%d\t%s\n", exactly(c.Address), c.Tickets, c.Touched.Format("2006-01-02"))
	}
	if err := w.Flush(); err != nil {
		return chat.Address{}, err
	}
	return chat.Address{}, fmt.Errorf("%d contacts match: name one of them exactly", len(found))
}

// exactly is the flag that means one contact alone.
func exactly(a chat.Address) string {
	id := a.ID
	if a.Account != "" {
		id = a.Account + ":" + id
	}
	return "-" + a.Channel + " " + id
}

func printJSON(env environment, v any, err error) error {
	if err != nil {
		return err
	}
	enc := json.NewEncoder(env.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
