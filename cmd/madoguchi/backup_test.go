package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres"
	"madoguchi/postgres/archive"
	"madoguchi/postgres/postgrestest"
)

// emptyDatabase is one in which no program has been.
func emptyDatabase(t *testing.T) (url string) {
	t.Helper()
	url = postgrestest.URL(t)
	if _, err := connectTo(t, url).Exec(t.Context(), `DROP SCHEMA public CASCADE; CREATE SCHEMA public`); err != nil {
		t.Fatal(err)
	}
	return url
}

// retriedTwice is what the program says of its attempts once there were two that failed, or more.
var retriedTwice = regexp.MustCompile(`madoguchi_deliveries_retried_total ([2-9]|\d\d)`)

// busyBackup is a town whose backup was made while an answer and a reply waited for LINE and a word waited to
// be decided; all of it went out afterwards, and then the machine was lost.
func busyBackup(t *testing.T) (w *town, database, file string) {
	t.Helper()
	database, file = postgrestest.URL(t), filepath.Join(t.TempDir(), "night.dump")
	w = openTown(t, database, "MADOGUCHI_OFFICE="+lifeOffice(t))
	w.slack.LimitPosts(0)
	w.matter(linefake.User("restored"), "会員証を再発行してください")
	card := w.card("Q-0001")
	w.told("restored", "Q-0001") // or the receipt would wait beside the two
	w.line.Down()
	w.webhook(w.line.Text(linefake.User("asks"), "領収書を紙で送ってもらえますか"))
	w.reply(card, "お待たせしました。")
	w.until("both to wait", func() bool {
		return strings.Contains(w.metrics(), `madoguchi_waiting{what="deliveries"} 2`) && retriedTwice.MatchString(w.metrics())
	})
	if out, _, err := commandOn(t, database, "backup "+file); err != nil || !strings.Contains(out, file) || !strings.Contains(out, "確かめました") {
		t.Fatalf("backup: %v\n%s", err, out)
	}
	if err := w.line.Up(); err != nil {
		t.Fatal(err)
	}
	w.told("asks", "領収書")
	w.told("restored", "お待たせしました。")
	w.until("the state", func() bool { return strings.Contains(w.thread(card), "送信済み") })
	w.kill()
	return w, database, file
}

// TestPromise20RestoredSendsNothingTwice loses a database and goes on with last night's: the tickets, the FAQ and
// who is who are there; nothing that went out after the backup goes out again, and no number is given twice.
func TestPromise20RestoredSendsNothingTwice(t *testing.T) {
	t.Parallel()
	w, _, file := busyBackup(t)
	before := map[string]int{}
	for _, name := range []string{"restored", "asks"} {
		before[name] = len(w.line.Texts(linefake.User(name)))
	}
	cards, fresh := len(w.slack.Roots(slackfake.Office)), emptyDatabase(t)
	if out, _, err := commandOn(t, fresh, "restore "+file); err != nil || !strings.Contains(out, "会員への配信2件と未処理の受信0件") {
		t.Fatalf("restore: %v\n%s", err, out)
	}
	w.env = append(w.env, "DATABASE_URL="+fresh)
	w.start()
	w.until("the search", func() bool { return w.status("/readyz") == 200 })
	w.until("the notice", func() bool { return strings.Contains(w.channelText(), "会員への配信2件") })
	if got := w.tell(linefake.User("new"), "領収書を紙で送ってもらえますか", 1); !strings.Contains(got[0], "領収書") {
		t.Errorf("a question is answered with %q", got)
	}
	w.matter(linefake.User("next"), "会員証を再発行してください")
	if said := last(w.line.Texts(linefake.User("next"))); !strings.Contains(said, "Q-0102") {
		t.Errorf("the next ticket is %q, want one behind the gap", said)
	}
	time.Sleep(2 * time.Second) // what would come twice has come by then
	for name, n := range before {
		if got := w.line.Texts(linefake.User(name)); len(got) != n {
			t.Errorf("%s was told again: %q", name, got[n:])
		}
	}
	if n := len(w.slack.Roots(slackfake.Office)); n != cards+2 { // the notice and the new ticket
		t.Errorf("%d cards and notices, before %d", n, cards)
	}
	w.browser = nil
	if page := w.desk("/desk/deliveries"); !strings.Contains(page, "バックアップからの復元のため止めています") {
		t.Errorf("the desk does not show what was held back:\n%s", page)
	}
	if page := w.desk("/desk/t/Q-0001"); !strings.Contains(page, "会員証を再発行してください") {
		t.Errorf("the ticket is not there:\n%s", page)
	}
	w.sound()
}

// TestPromise20WhoeverRestores: a dump that went through other hands than ours is held back as well, once; with
// -resume nothing is.
func TestPromise20WhoeverRestores(t *testing.T) {
	t.Parallel()
	database := people(t)
	conn := connectTo(t, database)
	if _, err := conn.Exec(t.Context(), `
		INSERT INTO lanes (lane, channel, head, due) VALUES ('line::U1', 'line', 7, now());
		INSERT INTO deliveries (id, lane, address, staff, messages, created) VALUES (7, 'line::U1', 'line::U1', false, '[{"text": "a"}]', now());
		INSERT INTO staff_sessions (hash, person, name, expires) VALUES ('x', 'desk:x', 'x', now() + interval '1 day')`); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "moved.dump")
	if _, _, err := commandOn(t, database, "backup -no-drill "+file); err != nil {
		t.Fatal(err)
	}
	state := func(url string) (got string) {
		t.Helper()
		err := connectTo(t, url).QueryRow(t.Context(), `
			SELECT (SELECT state FROM deliveries WHERE id = 7) || ' ' || coalesce((SELECT head::text FROM lanes WHERE lane = 'line::U1'), 'idle') || ' ' ||
			       (SELECT count(*) FROM staff_sessions) || ' ' || (SELECT count(*) FROM backups WHERE act = 'restore')`).Scan(&got)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	byHand := emptyDatabase(t)
	if err := archive.Load(t.Context(), byHand, file); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time the database is at home
		store, err := postgres.Open(t.Context(), byHand, postgres.Options{})
		if err != nil {
			t.Fatal(err)
		}
		store.Close()
		if got := state(byHand); got != "dead idle 0 1" {
			t.Errorf("restored by hand: %s", got)
		}
	}
	resumed := emptyDatabase(t)
	if out, _, err := commandOn(t, resumed, "restore -resume "+file); err != nil || !strings.Contains(out, "そのまま続きます") {
		t.Fatalf("resume: %v\n%s", err, out)
	}
	if got := state(resumed); got != "pending 7 1 1" {
		t.Errorf("resumed: %s", got)
	}
	if out, _, err := commandOn(t, resumed, "restore -in-place"); err != nil || !strings.Contains(out, "配信1件") {
		t.Errorf("in place: %v\n%s", err, out)
	}
	if got := state(resumed); got != "dead idle 0 2" {
		t.Errorf("set back in place: %s", got)
	}
}

// TestBackupOverwritesNothing: neither a file nor a database.
func TestBackupOverwritesNothing(t *testing.T) {
	t.Parallel()
	database, dir := people(t), t.TempDir()
	file := filepath.Join(dir, "one.dump")
	if _, _, err := commandOn(t, database, "backup -no-drill "+file); err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(file); info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the backup: %v", info.Mode())
	}
	for _, command := range []string{"backup " + file, "restore " + file} {
		_, _, err := commandOn(t, database, command)
		if exitCode(err) != 1 || !regexp.MustCompile("there already|not empty").MatchString(err.Error()) {
			t.Errorf("%s: %v", command, err)
		}
	}
	if again, err := os.ReadFile(file); err != nil || string(again) != string(written) {
		t.Errorf("the backup was changed: %v", err)
	}
	other := filepath.Join(dir, "letter.txt")
	if err := os.WriteFile(other, []byte("拝啓"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := commandOn(t, emptyDatabase(t), "restore "+other); exitCode(err) != 1 || !strings.Contains(err.Error(), "no backup") {
		t.Errorf("restore of a letter: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if out, _, err := commandOn(t, database, "backup -"); err != nil || !strings.HasPrefix(out, archive.Magic) {
		t.Errorf("to the standard output: %v, %d bytes", err, len(out))
	}
}

// TestBackupFolder keeps the latest ones, and reads one back a week.
func TestBackupFolder(t *testing.T) {
	t.Parallel()
	database, dir := people(t), t.TempDir()
	for _, old := range []string{"madoguchi-2020-01-01-000000.dump", "madoguchi-2020-01-02-000000.dump", "letter.txt"} {
		if err := os.WriteFile(filepath.Join(dir, old), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	drilled := regexp.MustCompile("確かめました")
	out, _, err := commandOn(t, database, "backup -keep 2 "+dir)
	if err != nil || !drilled.MatchString(out) {
		t.Fatalf("%v\n%s", err, out)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	if len(files) != 3 || filepath.Base(files[1]) != "madoguchi-2020-01-02-000000.dump" {
		t.Errorf("the folder holds %v", files)
	}
	for command, again := range map[string]bool{"backup -keep 0 " + dir + "/other/": false, "backup -drill " + dir + "/third/": true} {
		if out, _, err := commandOn(t, database, command); err != nil || drilled.MatchString(out) != again {
			t.Errorf("%s: %v\n%s", command, err, out)
		}
	}
	var notes, audited string
	err = connectTo(t, database).QueryRow(t.Context(), `
		SELECT (SELECT string_agg(act, ' ' ORDER BY id) FROM backups WHERE error = ''),
		       (SELECT string_agg(act || ' ' || after, ', ' ORDER BY id) FROM audit WHERE act LIKE 'backup.%')`).Scan(&notes, &audited)
	if err != nil || len(strings.Fields(notes)) != 5 || strings.Count(notes, "drill") != 2 || strings.Count(audited, "ok") != 5 {
		t.Errorf("noted %q and %q: %v", notes, audited, err)
	}
}

// TestDrillFindsWhatIsWrong: a backup that is not what was written, and one that cannot be read.
func TestDrillFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	database, file := people(t), filepath.Join(t.TempDir(), "night.dump")
	if _, _, err := commandOn(t, database, "backup -no-drill "+file); err != nil {
		t.Fatal(err)
	}
	if out, _, err := commandOn(t, database, "restore -drill "+file); err != nil || !strings.Contains(out, "確かめました") {
		t.Errorf("a good one: %v\n%s", err, out)
	}
	conn := connectTo(t, database)
	if _, err := conn.Exec(t.Context(), `UPDATE backups SET tables = jsonb_set(tables, '{conversations,rows}', '99') WHERE act = 'backup'`); err != nil {
		t.Fatal(err)
	}
	if _, _, err := commandOn(t, database, "restore -drill "+file); err == nil || !strings.Contains(err.Error(), "not what they were: conversations") {
		t.Errorf("one that lacks rows: %v", err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := commandOn(t, database, "restore -drill "+file); err == nil {
		t.Error("half a backup passes the drill")
	}
	var failed, scratch int
	if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM backups WHERE act = 'drill' AND error <> ''`).Scan(&failed); err != nil || failed != 2 {
		t.Errorf("%d failures noted, %v", failed, err)
	}
	if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_database WHERE datname LIKE 'madoguchi_drill_%' AND datname IN (SELECT datname FROM pg_stat_activity)`).Scan(&scratch); err != nil {
		t.Error(err)
	}
}

// TestBackupAsAnybody: a role that may make no database, as a managed server gives it, can do all of it; the
// drill has a server of its own then.
func TestBackupAsAnybody(t *testing.T) {
	t.Parallel()
	database := people(t)
	role := "office_" + strings.ToLower(strings.ReplaceAll(t.Name(), "/", "_"))
	if _, err := connectTo(t, database).Exec(t.Context(), `
		DROP ROLE IF EXISTS `+role+`; CREATE ROLE `+role+` LOGIN;
		GRANT ALL ON SCHEMA public TO `+role+`; GRANT ALL ON ALL TABLES IN SCHEMA public TO `+role+`; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO `+role); err != nil {
		t.Fatal(err)
	}
	as := strings.Replace(database, "user=madoguchi", "user="+role, 1)
	if as == database {
		t.Fatalf("no user in %s", database)
	}
	file := filepath.Join(t.TempDir(), "night.dump")
	if out, _, err := commandOn(t, as, "backup "+file); err != nil || !strings.Contains(out, "確かめました") {
		t.Fatalf("%v\n%s", err, out)
	}
	var home string
	if err := connectTo(t, as).QueryRow(t.Context(), `SELECT system_identifier::text FROM pg_control_system()`).Scan(&home); err != nil {
		t.Errorf("a role without rights does not learn where it is: %v", err)
	}
}
