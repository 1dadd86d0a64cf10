package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/handlers/console"
	"madoguchi/reading"
	"madoguchi/staff"
)

// staffFlags are what the command says of an account.
type staffFlags struct {
	role, mail, slack, reading, zone, language, news, on *string
	teams                                                teamList
}

// teamList is a flag that may be given several times.
type teamList struct {
	names []string
	given bool
}

func (t *teamList) String() string { return strings.Join(t.names, ",") }

func (t *teamList) Set(name string) error {
	t.given = true
	if name != "" {
		t.names = append(t.names, name)
	}
	return nil
}

// runStaff looks after the accounts of the office's people where the desk cannot be reached, or nobody
// is an administrator any more.
func runStaff(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("staff", flag.ContinueOnError)
	f := staffFlags{
		role: fs.String("role", "", "add, set: `ROLE`, one of admin, clerk, coordinator and viewer"),
		mail: fs.String("mail", "", "add, set: the mail `ADDRESS`"), slack: fs.String("slack", "", "add, set: the user `ID` in Slack"),
		reading: fs.String("reading", "", "add, set: the name in `KANA`"), zone: fs.String("zone", "", "add, set: the time `ZONE`, such as Asia/Ho_Chi_Minh"),
		language: fs.String("language", "", "add, set: ja or en"),
		news:     fs.String("news", "", "add, set: `HOW` they hear of their tickets by mail: at_once, daily or none; usual is at once where they are not in Slack"),
		on:       fs.String("on", "", "end: the first `DAY` on which they are out, such as 2027-04-01; now when empty"),
	}
	fs.Var(&f.teams, "team", "add, set: a `TEAM` of the office file; may be given several times")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	wants := map[string]int{"list": 1, "add": 2, "set": 2, "link": 2, "end": 2, "join": 3}
	if len(rest) == 0 || wants[rest[0]] != len(rest) {
		return usageError{"staff: want 'list', 'add NAME', 'set NAME', 'link NAME', 'join ID NAME' or 'end NAME'"}
	}
	db, err := openDatabase(ctx, env)
	if err != nil {
		return err
	}
	defer db.close()
	by := audit.Record{Kind: audit.Operator, Actor: chat.Person{Name: cmp.Or(env.Getenv("USER"), say("terminal.administrator"))}, Via: audit.ViaTerminal}
	return staffCommand{db: db, env: env, by: by, flags: f}.do(ctx, rest)
}

// A staffCommand is one use of the command.
type staffCommand struct {
	db    *database
	env   environment
	by    audit.Record
	flags staffFlags
}

func (c staffCommand) do(ctx context.Context, args []string) error {
	switch args[0] {
	case "list":
		return c.list(ctx)
	case "add":
		return c.save(ctx, staff.Account{Name: args[1], Role: staff.Clerk})
	}
	name := args[len(args)-1]
	a, known, err := c.db.store.AccountByName(ctx, name, c.env.Now())
	if err == nil && !known {
		err = fmt.Errorf("nobody of the name %s has an account", name)
	}
	if err != nil {
		return err
	}
	switch args[0] {
	case "set":
		return c.save(ctx, a)
	case "join":
		return c.db.store.Join(ctx, args[1], a.ID, c.by)
	case "end":
		if a.Ends, err = c.end(); err != nil {
			return err
		}
		return c.save(ctx, a)
	}
	return c.link(ctx, a)
}

// end is the moment from which somebody is out: the beginning of a day in Japan, or now.
func (c staffCommand) end() (time.Time, error) {
	if *c.flags.on == "" {
		return c.env.Now(), nil
	}
	day, err := time.ParseInLocation(time.DateOnly, *c.flags.on, reading.JST)
	if err != nil {
		return time.Time{}, usageError{fmt.Sprintf("staff: -on %q: want a day such as 2027-04-01", *c.flags.on)}
	}
	return day, nil
}

func (c staffCommand) list(ctx context.Context) error {
	all, err := c.db.store.Accounts(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(c.env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tNAME\tROLE\tTEAMS\tMAIL\tSLACK\tENDS")
	for _, a := range all {
		ends := ""
		if !a.Ends.IsZero() {
			ends = a.Ends.In(reading.JST).Format("2006-01-02 15:04")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", a.Person().ID, a.Name, a.Role, strings.Join(a.Teams, ","), a.Mail, a.Slack, ends)
	}
	unknown, err := c.db.store.Unknown(ctx)
	for _, u := range unknown {
		fmt.Fprintf(w, "%s\t%s\t-\t\t\t\t\n", u.Person.ID, u.Person.Name)
	}
	return errors.Join(err, w.Flush())
}

// save keeps an account with what the flags say of it.
func (c staffCommand) save(ctx context.Context, a staff.Account) error {
	f := c.flags
	for _, p := range []struct{ into, flag *string }{
		{&a.Mail, f.mail}, {&a.Slack, f.slack}, {&a.Reading, f.reading}, {&a.Zone, f.zone}, {&a.Language, f.language}, {(*string)(&a.Role), f.role},
	} {
		if *p.flag != "" {
			*p.into = *p.flag
		}
	}
	if *f.news != "" {
		a.News = staff.News(strings.TrimPrefix(*f.news, "usual"))
	}
	if f.teams.given {
		a.Teams = f.teams.names
	}
	if err := a.Check(); err != nil {
		return usageError{"staff: " + err.Error()}
	}
	saved, err := c.db.store.SaveAccount(ctx, a, c.by)
	if err == nil {
		_, err = fmt.Fprintln(c.env.Stdout, saved.Person().ID, saved.Summary())
	}
	return err
}

// link prints a link by which somebody can sign in as an account.
func (c staffCommand) link(ctx context.Context, a staff.Account) error {
	conf, err := readConfig(c.env.Getenv)
	if err != nil {
		return err
	}
	link, err := console.AccountLink(ctx, c.db.store, baseURL(conf, conf.Addr), a, c.env.Now())
	if err != nil {
		return err
	}
	c.by.Act, c.by.Object = audit.SessionInvited, a.Person().ID
	if err := c.db.store.Audit(ctx, c.by); err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.env.Stdout, link)
	return err
}
