package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/handlers/logo"
	"madoguchi/office"
	"madoguchi/reading"
)

// A diagnosis is one thing that the doctor looked at.
type diagnosis struct {
	State string `json:"state"` // well, mind or wrong
	About string `json:"about"` // what was looked at
	Text  string `json:"text"`  // what was found
	Do    string `json:"do,omitempty"`
}

// The states of a diagnosis.
const (
	well  = "well"
	mind  = "mind"  // it works, and something is left to be done
	wrong = "wrong" // it does not work until something is done
)

// A doctor looks at one thing after the other. It changes nothing, neither here nor elsewhere.
type doctor struct {
	env    environment
	config config
	office *office.Office // nil where its file cannot be read
	found  []diagnosis
	skew   []clockReading // what other clocks said
}

// A clockReading is how far another's clock is before ours.
type clockReading struct {
	whose string
	ahead time.Duration
}

// doctorTime bounds one look at something outside.
const doctorTime = 10 * time.Second

// runDoctor looks at all that has to be set up for the program to serve, and says what to do. It fails where
// something is wrong.
func runDoctor(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("doctor", flag.ContinueOnError)
	asJSON := fs.Bool("json", false, "print the findings as JSON")
	if rest, err := parse(fs, args); err != nil {
		return err
	} else if len(rest) > 0 {
		return usageError{"doctor takes no arguments"}
	}
	d := &doctor{env: env}
	d.examine(ctx)
	if *asJSON {
		enc := json.NewEncoder(env.Stdout)
		enc.SetIndent("", "  ")
		if err := enc.Encode(d.found); err != nil {
			return err
		}
	} else {
		d.print()
	}
	if n := d.count(wrong); n > 0 {
		return fmt.Errorf("doctor: %d of %d findings are wrong", n, len(d.found))
	}
	return nil
}

// examine looks at everything in the order in which it is set up. Where the settings themselves are wrong,
// what they are for is not looked at.
func (d *doctor) examine(ctx context.Context) {
	for _, look := range []func(context.Context){
		d.settings, d.officeFile, d.retention, d.database, d.disk, d.backups, d.url, d.line, d.slack, d.mail, d.model, d.font, d.clock,
	} {
		bounded, cancel := context.WithTimeout(ctx, doctorTime)
		look(bounded)
		cancel()
		if d.count(wrong) > 0 && len(d.found) == 1 {
			return
		}
	}
}

func (d *doctor) count(state string) (n int) {
	for _, f := range d.found {
		if f.State == state {
			n++
		}
	}
	return n
}

// well notes what is as it should be.
func (d *doctor) well(about, key catalogue.Key, values ...any) {
	d.found = append(d.found, diagnosis{State: well, About: say(about), Text: say(key, values...)})
}

// tell notes what is not, and what to do about it.
func (d *doctor) tell(state string, about, do, key catalogue.Key, values ...any) {
	d.found = append(d.found, diagnosis{State: state, About: say(about), Text: say(key, values...), Do: say(do)})
}

// take notes what another check has found in its own words.
func (d *doctor) take(about catalogue.Key, ok bool, text string) {
	state := wrong
	if ok {
		state = well
	}
	d.found = append(d.found, diagnosis{State: state, About: say(about), Text: text})
}

func (d *doctor) print() {
	marks := map[string]string{well: "✓", mind: "△", wrong: "✗"}
	about := ""
	for _, f := range d.found {
		if f.About != about {
			about = f.About
			fmt.Fprintf(d.env.Stdout, "\n【%s】\n", about)
		}
		fmt.Fprintf(d.env.Stdout, "%s %s\n", marks[f.State], f.Text)
		if f.Do != "" {
			fmt.Fprintf(d.env.Stdout, "   → %s\n", strings.ReplaceAll(f.Do, "\n", "\n     "))
		}
	}
	fmt.Fprintf(d.env.Stdout, "\n%s\n", say("doctor.sum", "well", d.count(well), "mind", d.count(mind), "wrong", d.count(wrong)))
}

// settings reads the environment.
func (d *doctor) settings(context.Context) {
	var err error
	if d.config, err = readConfig(d.env.Getenv); err != nil {
		d.tell(wrong, "doctor.about.settings", "doctor.settings_wrong_do", "doctor.settings_wrong", "err", strings.TrimPrefix(err.Error(), "read configuration: "))
		return
	}
	d.well("doctor.about.settings", "doctor.settings", "version", cmp.Or(version, "?"))
}

// officeFile reads the office file, and looks for what it names.
func (d *doctor) officeFile(context.Context) {
	if d.config.OfficeFile == "" {
		d.tell(mind, "doctor.about.office", "doctor.office_sample_do", "doctor.office_sample")
	}
	off, err := loadOffice(d.config)
	var faults office.Faults
	if errors.As(err, &faults) {
		err = fmt.Errorf("%s %w", d.config.OfficeFile, faults)
	}
	if err != nil {
		d.tell(wrong, "doctor.about.office", "doctor.office_wrong_do", "doctor.office_wrong", "err", oneLine(err))
		return
	}
	d.office = off
	d.well("doctor.about.office", "doctor.office", "name", off.Name, "n", len(off.Programmes))
	if path := logoPath(d.config.OfficeFile, off); path != "" {
		if _, err := logo.Read(path); err != nil {
			d.tell(mind, "doctor.about.office", "doctor.logo_do", "doctor.logo", "err", err)
		}
	}
}

// retention says whether the office has decided for how long it keeps what members write.
func (d *doctor) retention(context.Context) {
	switch {
	case d.office == nil:
	case !d.office.RetentionChosen:
		d.tell(mind, "doctor.about.retention", "doctor.retention_default_do", "doctor.retention_default")
	default:
		d.well("doctor.about.retention", "doctor.retention", "keep", d.office.Retention.Tickets.String())
	}
}

// clock compares ours with those that were met.
func (d *doctor) clock(context.Context) {
	const most = 2 * time.Minute // Slack refuses what is five minutes old
	worst := clockReading{}
	for _, r := range d.skew {
		if r.ahead.Abs() > worst.ahead.Abs() {
			worst = r
		}
	}
	now := d.env.Now().In(reading.JST).Format("2006-01-02 15:04")
	switch {
	case worst.ahead.Abs() > most:
		d.tell(wrong, "doctor.about.clock", "doctor.clock_off_do", "doctor.clock_off", "now", now, "whose", worst.whose, "minutes", int(worst.ahead.Abs().Minutes()))
	case len(d.skew) == 0:
		d.well("doctor.about.clock", "doctor.clock_alone", "now", now)
	default:
		d.well("doctor.about.clock", "doctor.clock", "now", now, "whose", d.skew[0].whose)
	}
}
