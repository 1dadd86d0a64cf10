package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"madoguchi/faq/importer"
	"madoguchi/faq/importer/child"
)

// An environment is all that a command may touch of the world outside its arguments.
type environment struct {
	Getenv         func(string) string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Now            func() time.Time
}

// A command is one subcommand of the program.
type command struct {
	name  string
	args  string // as the usage line shows them
	about string
	run   func(ctx context.Context, args []string, env environment) error
}

func commands() []command {
	return []command{
		{"serve", "", "run the whole program", runServe},
		{"practice", "[-reset]", "run the sample office for new staff to practise on, with a database of its own; nothing leaves it", runPractice},
		{"import", "-programme ID [-title T] [-document NAME | -new-document] [-dry-run | -publish] [-json] FILE…", "show what FAQ documents would change, and publish it", runImport},
		{"search", "[-faq ID=FILE]… [-n N] [-json] QUERY|-", "rank the entries for a query", runSearch},
		{"ask", "[-faq ID=FILE]… [-at RFC3339] [-json] QUERY|-", "show what the bot decides for one message", runAsk},
		{"chat", "[-faq ID=FILE]… [-at RFC3339] [-json]", "hold a conversation on the terminal", runChat},
		{"eval", "[-faq ID=FILE]… [-distractors CSV] [-curve] [-compare REPORT.json] [-llm] [-json] QUERIES.jsonl…", "measure the search on labelled queries", runEval},
		{"explain", "[-faq ID=FILE]… [-n N] [-json] QUERY|-", "show why entries rank where they do", runExplain},
		{"learn", "-simulate [-subjects DIR] [-faq ID=FILE]… [QUERIES.jsonl…]", "show what confirmed wordings are worth to the search", runLearn},
		{"llm", "calls [-n N] [-json] | wordings -programme ID [-n N]", "show what the language model was asked, or have it propose other wordings for staff to take", runLLM},
		{"fit", "[-faq ID=FILE]… [-distractors CSV] [-folds K] [-write FILE] QUERIES.jsonl…", "find the ranking's weights from labelled queries", runFit},
		{"route", "[-kind KIND] [-topic T] [-programme ID] [COUNTRY…]", "show who would get a ticket, and why", runRoute},
		{"desk", "login", "print a link to sign in at the staff's desk: one use, 15 minutes", runDesk},
		{"staff", "list | add NAME | set NAME | link NAME | join ID NAME | end NAME [-on DAY] [-role ROLE] [-team TEAM]… [-mail ADDRESS] [-slack ID] [-reading KANA] [-zone ZONE] [-language ja|en]", "look after the accounts of the office's people", runStaff},
		{"token", "list | add NAME -scope SCOPE… | revoke ID", "look after the applications that may use the API", runToken},
		{"mcp", "", "let an assistant look things up, by the Model Context Protocol; its token is in MADOGUCHI_TOKEN", runMCP},
		{"deliveries", "[-state S | -all] [-n N] | resend ID | discard ID", "show what goes out, and mend what failed", runDeliveries},
		{"line", "check | richmenu [-bar TEXT] [-image FILE] [-font FILE]", "look after the accounts at LINE", runLINE},
		{"slack", "check", "look after the app in Slack", runSlack},
		{"retention", "[-dry-run]", "forget what members wrote whose time is over, as serve does every hour", runRetention},
		{"report", "[-span YYYY|YYYY-MM | -from DAY -to DAY] [-programme ID] [-kind KIND] [-channel C] [-team T] [-csv FILE|-] [-xlsx FILE]", "show what the office did in a year from April, a month or other days", runReport},
		{"subject", "export|erase (-line ID | -web ID | -phone ID | -counter ID | -email ADDRESS | -company NAME) [-dry-run] [-by NAME]", "hand out, or erase, all that is kept about a person", runSubject},
		{"backup", "[-keep N] [-drill | -no-drill] [FOLDER|FILE|-]", "write all data to a file, and once a week see whether it can be read back", runBackup},
		{"restore", "[-resume] FILE | -drill FILE | [-resume] -in-place", "read a backup into an empty database, so that nothing is sent twice", runRestore},
		{"office", "check [FILE] | show | schema", "check an office file, print the one in force with what was changed at the desk, or print the JSON schema for editors", runOfficeCommand},
		{"doctor", "[-json]", "look whether everything is set up, and say in Japanese what to do", runDoctor},
		{"health", "[-ready]", "ask a running serve whether it is well: for containers", runHealth},
		{"version", "", "print the version", runVersion},
	}
}

// run performs the command that args name.
func run(ctx context.Context, args []string, env environment) error {
	if len(args) == 0 {
		return usageError{"name a command\n" + usage()}
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		_, err := fmt.Fprint(env.Stdout, usage())
		return err
	case child.Command: // the program starts itself with it; nobody types it
		if len(args) != 2 {
			return usageError{child.Command + ": name one kind of document"}
		}
		return importer.ServeChild(args[1], env.Stdin, env.Stdout)
	}
	i := slices.IndexFunc(commands(), func(c command) bool { return c.name == args[0] })
	if i < 0 {
		return usageError{fmt.Sprintf("unknown command %q; run 'madoguchi help'", args[0])}
	}
	err := commands()[i].run(ctx, args[1:], env)
	if errors.Is(err, flag.ErrHelp) {
		_, err = fmt.Fprintf(env.Stdout, "usage: madoguchi %s %s\n", args[0], commands()[i].args)
	}
	return err
}

func usage() string {
	var b strings.Builder
	b.WriteString("usage: madoguchi COMMAND …\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-11s %s\n              %s\n", c.name, c.about, strings.TrimSpace("madoguchi "+c.name+" "+c.args))
	}
	return b.String()
}

// A usageError is a command line that cannot be understood.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// parse reads flags that may stand before, between or after the other arguments, which it returns.
// Everything behind "--" is an argument.
func parse(fs *flag.FlagSet, args []string) ([]string, error) {
	fs.SetOutput(io.Discard)
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, usageError{fmt.Sprintf("%s: %v; run 'madoguchi %s -h'", fs.Name(), err, fs.Name())}
		}
		parsed := len(args) - fs.NArg()
		if fs.NArg() == 0 {
			return rest, nil
		}
		if parsed > 0 && args[parsed-1] == "--" {
			return append(rest, fs.Args()...), nil
		}
		rest = append(rest, fs.Arg(0))
		args = fs.Args()[1:]
	}
}
