package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"madoguchi/figures"
	"madoguchi/office"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// figuresEvery is how often what is new is counted for reports.
const figuresEvery = time.Minute

// keepFigures brings the figures of reports up to date. Every process does it: what one has counted the next no
// longer finds.
func (s *server) keepFigures(ctx context.Context) {
	tick := time.NewTicker(figuresEvery)
	defer tick.Stop()
	for {
		if _, err := s.db.store.CountFigures(ctx, 0); err != nil && ctx.Err() == nil {
			s.log.Error("count for reports", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// A reportFlags is what a report is asked for with.
type reportFlags struct {
	span, from, to, csv, xlsx string
	query                     figures.Query
}

// runReport prints what the office did over a span, or writes it to a file.
func runReport(ctx context.Context, args []string, env environment) error {
	f, err := parseReport(args, env.Now())
	if err != nil {
		return err
	}
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	off, err := loadOffice(c)
	if err != nil {
		return err
	}
	db, err := connect(ctx, c, env, newLog(env), off.Approves)
	if err != nil {
		return err
	}
	defer db.close()
	laid, err := db.laidOffice(ctx, c)
	if err != nil {
		return err
	}
	off = laid.Office
	db.store.LearnForms(off.Form)
	if _, err := db.store.CountAllFigures(ctx); err != nil {
		return err
	}
	now, err := db.store.Report(ctx, f.query)
	if err != nil {
		return err
	}
	before := f.query
	before.Span = before.Before()
	last, err := db.store.Report(ctx, before)
	if err != nil {
		return err
	}
	names := reportNames(off)
	sheet := figures.Sheet{Title: say("console.reports.of", "office", off.Name, "span", names.Span(f.query.Span)), About: figures.About(f.query, names, env.Now()), Tables: figures.Tables(&now, &last, names)}
	return f.write(sheet, env)
}

func parseReport(args []string, now time.Time) (reportFlags, error) {
	var f reportFlags
	fs := flag.NewFlagSet("report", flag.ContinueOnError)
	fs.StringVar(&f.span, "span", "", "a year from April as YYYY, or a month as YYYY-MM; without, this year")
	fs.StringVar(&f.from, "from", "", "the first day, YYYY-MM-DD")
	fs.StringVar(&f.to, "to", "", "the last day, YYYY-MM-DD")
	fs.StringVar(&f.csv, "csv", "", "write CSV to this file; - is the terminal")
	fs.StringVar(&f.xlsx, "xlsx", "", "write a workbook to this file")
	fs.StringVar(&f.query.Programme, "programme", "", "only this programme")
	fs.StringVar(&f.query.Kind, "kind", "", "only this kind of ticket")
	fs.StringVar(&f.query.Channel, "channel", "", "only this channel")
	fs.StringVar(&f.query.Team, "team", "", "only this team")
	rest, err := parse(fs, args)
	if err != nil {
		return f, err
	}
	text := cmp.Or(f.span, figures.FiscalYear(figures.YearOf(now)).String())
	if f.from != "" || f.to != "" {
		text = f.from + ".." + f.to
	}
	switch f.query.Span, err = figures.ParseSpan(text); {
	case len(rest) > 0:
		return f, usageError{"report: takes no arguments besides its flags"}
	case f.span != "" && f.from+f.to != "":
		return f, usageError{"report: want -span, or -from and -to"}
	case err != nil:
		return f, usageError{"report: " + err.Error()}
	case f.query.Check() != "":
		return f, usageError{fmt.Sprintf("report: %s: want a span that ends after it begins, of %d years at most", text, figures.MostYears)}
	}
	return f, nil
}

// write puts a report where it was asked for: into files, and onto the terminal where no file was named.
func (f reportFlags) write(sheet figures.Sheet, env environment) error {
	if f.xlsx != "" {
		data, err := sheet.XLSX()
		if err != nil {
			return err
		}
		if err := os.WriteFile(f.xlsx, data, 0o600); err != nil {
			return fmt.Errorf("write a report: %w", err)
		}
		if f.csv == "" {
			return nil
		}
	}
	data, err := sheet.CSV()
	if err != nil {
		return err
	}
	if f.csv == "" || f.csv == "-" {
		_, err = env.Stdout.Write(data)
	} else {
		err = os.WriteFile(f.csv, data, 0o600)
	}
	if err != nil {
		return fmt.Errorf("write a report: %w", err)
	}
	return nil
}

// reportNames are what ids are called where there is no index: by the office file.
func reportNames(off *office.Office) figures.Names {
	same := func(id string) string { return id }
	return figures.Names{
		Dates: figures.Dates{Era: off.Wareki},
		Programme: func(id string) string {
			if p := off.Programme(id); p != nil {
				return p.Name
			}
			return id
		},
		Kind:    func(id string) string { return ticket.Kind(id).Label() },
		Channel: staffwords.Channel, Team: same, Country: reading.CountryName, Entry: same, State: same,
	}
}
