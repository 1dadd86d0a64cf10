package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"madoguchi/handlers/email"
	"madoguchi/handlers/line"
	"madoguchi/office/edits"
	"madoguchi/postgres"
)

// What the doctor looks at outside of the program.

// oldestPostgres is the oldest server that the program is tested on.
const oldestPostgres = 15

// database asks the server how it is. The private one is started for it where it does not run.
func (d *doctor) database(ctx context.Context) {
	db, url, err := findServer(ctx, d.config, d.env, newLog(d.env))
	if err != nil {
		d.tell(wrong, "doctor.about.database", "doctor.database_none_do", "doctor.database_none", "err", oneLine(err))
		return
	}
	defer db.close()
	e, err := postgres.Examine(ctx, url)
	if err != nil {
		d.tell(wrong, "doctor.about.database", "doctor.database_away_do", "doctor.database_away", "err", oneLine(err))
		return
	}
	d.well("doctor.about.database", "doctor.database", "version", e.Version)
	if e.Version < oldestPostgres {
		d.tell(wrong, "doctor.about.database", "doctor.postgres_old_do", "doctor.postgres_old", "version", e.Version)
	}
	if e.Encoding != "UTF8" {
		d.tell(wrong, "doctor.about.database", "doctor.encoding_do", "doctor.encoding", "encoding", e.Encoding)
	}
	if !e.MayCreate {
		d.tell(wrong, "doctor.about.database", "doctor.rights_do", "doctor.rights")
	}
	if !e.Local && !e.Encrypted {
		d.tell(mind, "doctor.about.database", "doctor.unencrypted_do", "doctor.unencrypted")
	}
	if e.MayConnect < wantedConnections && d.config.DatabaseURL != "" {
		d.tell(mind, "doctor.about.database", "doctor.connections_do", "doctor.connections", "n", e.MayConnect)
	}
	if !e.Local {
		d.skew = append(d.skew, clockReading{say("doctor.about.database"), e.Now.Sub(d.env.Now())})
	}
	d.content(e)
	d.edited(e.OfficeEdits)
}

// edited says of what was changed of the office file at the desk whether it fits the file. From here on the doctor looks
// at the office as it is served.
func (d *doctor) edited(latest []edits.Edit) {
	laid, err := layOffice(d.config, latest)
	if err != nil || d.office == nil {
		return // said of the file already
	}
	d.office = laid.Office
	for i := range laid.Parts {
		st := &laid.Parts[i]
		part := st.Part.Label()
		switch {
		case st.Ignored() && !st.Closed:
			d.tell(mind, "doctor.about.office", "doctor.edit_ignored_do", "doctor.edit_ignored", "part", part, "why", oneLine(st.Faults))
		case st.Edited() && st.Overtaken():
			d.tell(mind, "doctor.about.office", "doctor.edit_overtaken_do", "doctor.edit_overtaken", "part", part)
		case st.Edited():
			d.well("doctor.about.office", "doctor.edit", "part", part, "name", st.Edit.By.Name)
		}
	}
}

// wantedConnections are what one process may take of the server, with room for a second one.
const wantedConnections = 60

// content says what is in the database: its schema, the FAQ, people.
func (d *doctor) content(e postgres.Examination) {
	switch {
	case e.Schema == 0:
		d.well("doctor.about.database", "doctor.schema_none")
		return
	case e.Schema > e.Known:
		d.tell(mind, "doctor.about.database", "doctor.schema_newer_do", "doctor.schema_newer", "have", e.Schema, "known", e.Known)
	case e.Schema < e.Known:
		d.well("doctor.about.database", "doctor.schema_older", "have", e.Schema, "known", e.Known)
	}
	if e.Entries == 0 {
		d.tell(wrong, "doctor.about.faq", "doctor.faq_none_do", "doctor.faq_none")
	} else {
		d.well("doctor.about.faq", "doctor.faq", "n", e.Entries)
	}
	if !e.SignedIn {
		d.tell(mind, "doctor.about.people", "doctor.people_none_do", "doctor.people_none")
	}
}

// The room that a disk should have.
const (
	leastRoom = 500 << 20
	goodRoom  = 5 << 30
)

// disk says how much room is left where the private database and the backups lie.
func (d *doctor) disk(context.Context) {
	dir, err := dataDir(d.config, d.env.Getenv)
	if err != nil || d.config.DatabaseURL != "" {
		dir = d.env.Getenv("MADOGUCHI_BACKUPS")
	}
	if dir == "" {
		return
	}
	for dir != "/" && dir != "." {
		if _, err := os.Stat(dir); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	free, err := freeBytes(dir)
	gigabytes := float64(free) / (1 << 30)
	switch {
	case err != nil:
		d.tell(mind, "doctor.about.disk", "doctor.disk_unknown_do", "doctor.disk_unknown", "dir", dir, "err", err)
	case free < leastRoom:
		d.tell(wrong, "doctor.about.disk", "doctor.disk_full_do", "doctor.disk_full", "dir", dir, "free", round(gigabytes))
	case free < goodRoom:
		d.tell(mind, "doctor.about.disk", "doctor.disk_little_do", "doctor.disk_little", "dir", dir, "free", round(gigabytes))
	default:
		d.well("doctor.about.disk", "doctor.disk", "dir", dir, "free", round(gigabytes))
	}
}

// backups says whether there is one of the last days.
func (d *doctor) backups(context.Context) {
	dir := d.env.Getenv("MADOGUCHI_BACKUPS")
	if dir == "" {
		if data, err := dataDir(d.config, d.env.Getenv); err == nil {
			dir = filepath.Join(data, "backups")
		}
	}
	files, _ := filepath.Glob(filepath.Join(dir, backupPrefix+"*"+backupSuffix)) // the pattern is sound
	var latest time.Time
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.ModTime().After(latest) {
			latest = info.ModTime()
		}
	}
	switch days := int(d.env.Now().Sub(latest).Hours() / 24); {
	case len(files) == 0:
		d.tell(mind, "doctor.about.backup", "doctor.backup_none_do", "doctor.backup_none", "dir", dir)
	case days > 2:
		d.tell(wrong, "doctor.about.backup", "doctor.backup_old_do", "doctor.backup_old", "dir", dir, "days", days)
	default:
		d.well("doctor.about.backup", "doctor.backup", "dir", dir, "n", len(files))
	}
}

// url goes the way that members' browsers go: through the proxy, with its certificate.
func (d *doctor) url(ctx context.Context) {
	base := d.config.BaseURL
	switch {
	case base == "":
		d.tell(mind, "doctor.about.url", "doctor.url_none_do", "doctor.url_none")
		return
	case !d.config.secure():
		d.tell(mind, "doctor.about.url", "doctor.url_plain_do", "doctor.url_plain", "url", base)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/healthz", nil)
	if err != nil {
		d.tell(wrong, "doctor.about.url", "doctor.url_away_do", "doctor.url_away", "url", base, "err", err)
		return
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	var certificate *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	switch {
	case errors.As(err, &certificate) || errors.As(err, &authority):
		d.tell(wrong, "doctor.about.url", "doctor.certificate_do", "doctor.certificate", "url", base, "err", oneLine(err))
		return
	case err != nil:
		d.tell(wrong, "doctor.about.url", "doctor.url_away_do", "doctor.url_away", "url", base, "err", oneLine(err))
		return
	}
	defer res.Body.Close()
	d.answered(base, res)
}

// answered looks at what came back from our own address.
func (d *doctor) answered(base string, res *http.Response) {
	if at, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		d.skew = append(d.skew, clockReading{base, at.Sub(d.env.Now())})
	}
	if res.StatusCode != http.StatusOK {
		d.tell(wrong, "doctor.about.url", "doctor.url_else_do", "doctor.url_else", "url", base, "status", res.StatusCode)
		return
	}
	if res.TLS != nil && len(res.TLS.PeerCertificates) > 0 {
		if days := int(res.TLS.PeerCertificates[0].NotAfter.Sub(d.env.Now()).Hours() / 24); days < 14 {
			d.tell(mind, "doctor.about.url", "doctor.certificate_ends_do", "doctor.certificate_ends", "url", base, "days", days)
			return
		}
	}
	d.well("doctor.about.url", "doctor.url", "url", base)
}

// line asks LINE about the accounts.
func (d *doctor) line(ctx context.Context) {
	if !d.config.LINE.on() {
		d.well("doctor.about.line", "doctor.line_off")
		return
	}
	s, err := newLINE(d.config, d.env)
	if err != nil {
		d.tell(wrong, "doctor.about.line", "doctor.line_wrong_do", "doctor.line_wrong", "err", oneLine(err))
		return
	}
	for _, f := range s.Check(ctx) {
		d.take("doctor.about.line", f.OK, f.Text)
	}
}

// slack asks Slack about the app.
func (d *doctor) slack(ctx context.Context) {
	if !d.config.Slack.on() {
		d.well("doctor.about.slack", "doctor.slack_off")
		return
	}
	s, err := newSlack(d.config, d.env)
	if err != nil {
		d.tell(wrong, "doctor.about.slack", "doctor.slack_wrong_do", "doctor.slack_wrong", "err", oneLine(err))
		return
	}
	for _, f := range s.Check(ctx, d.config.BaseURL) {
		d.take("doctor.about.slack", f.OK, f.Text)
	}
}

// mail signs in at the mail server.
func (d *doctor) mail(ctx context.Context) {
	c := d.config.Mail
	if !c.on() {
		d.well("doctor.about.mail", "doctor.mail_off")
		return
	}
	s, err := email.New(email.Config{URL: string(c.URL), From: c.From, ReplyTo: c.ReplyTo, Now: d.env.Now, Log: newLog(d.env)})
	if err == nil {
		err = s.Check(ctx)
	}
	if err != nil {
		d.tell(wrong, "doctor.about.mail", "doctor.mail_wrong_do", "doctor.mail_wrong", "err", oneLine(err))
		return
	}
	d.well("doctor.about.mail", "doctor.mail", "from", c.From)
	if d.config.BaseURL == "" {
		d.tell(mind, "doctor.about.mail", "doctor.mail_no_url_do", "doctor.mail_no_url")
	}
}

// font looks for the one that LINE's menu is drawn with.
func (d *doctor) font(context.Context) {
	if !d.config.LINE.on() {
		return
	}
	if err := line.CheckFont(); err != nil {
		d.tell(mind, "doctor.about.font", "doctor.font_none_do", "doctor.font_none")
		return
	}
	d.well("doctor.about.font", "doctor.font")
}
