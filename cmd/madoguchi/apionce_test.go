package main

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"madoguchi/postgres/postgrestest"
	"madoguchi/staff"
)

// A diedTown is a town whose database can be left as a process leaves it that dies at a bad moment.
type diedTown struct {
	*caller
	db *pgx.Conn
}

func openDiedTown(t *testing.T, env ...string) diedTown {
	url := postgrestest.URL(t)
	w := openTown(t, url, env...)
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(t.Context()) })
	return diedTown{w.application(url, "kintone", staff.Scopes()...), db}
}

func (d diedTown) exec(sql string) {
	d.t.Helper()
	if _, err := d.db.Exec(d.t.Context(), sql); err != nil {
		d.t.Fatal(err)
	}
}

// unanswered makes every answer one that was never kept: whoever worked on it has died two minutes ago.
func (d diedTown) unanswered() {
	d.t.Helper()
	d.exec(`UPDATE api_requests SET status = NULL, location = '', body = '', began = began - interval '2 minutes'`)
}

// TestAPIRefusedThenDone: what was refused and is sent again under its key, when the reason has gone, happens.
func TestAPIRefusedThenDone(t *testing.T) {
	t.Parallel()
	d := openDiedTown(t)
	number := d.want(201, d.ask("POST", "/tickets", everything)).body["number"].(string)
	path := "/tickets/" + number
	d.want(200, d.ask("POST", path+"/status", `{"status":"resolved"}`))
	const cancel = `{"status":"cancelled"}`
	d.want(409, d.ask("POST", path+"/status", cancel, "Idempotency-Key", "k"))
	d.want(200, d.ask("POST", path+"/status", `{"status":"reopened"}`))
	if r := d.want(200, d.ask("POST", path+"/status", cancel, "Idempotency-Key", "k")); r.body["status"] != "cancelled" {
		t.Errorf("refused, then sent again: %s", r.text)
	}
	if r := d.ask("GET", path, ""); r.body["status"] != "cancelled" {
		t.Errorf("it did not happen: %s", r.text)
	}

	tag := d.ask("GET", path, "").header.Get("ETag")
	d.want(201, d.ask("POST", path+"/notes", `{"text":"先に書いたメモ"}`))
	d.want(412, d.ask("POST", path+"/notes", `{"text":"後のメモ"}`, "If-Match", tag, "Idempotency-Key", "n"))
	tag = d.ask("GET", path, "").header.Get("ETag")
	d.want(201, d.ask("POST", path+"/notes", `{"text":"後のメモ"}`, "If-Match", tag, "Idempotency-Key", "n"))
	if r := d.ask("GET", path+"/log", ""); strings.Count(r.text, "後のメモ") != 1 {
		t.Errorf("the note that was refused first: %s", r.text)
	}
}

// TestAPIRefusedAndDied: who died after a refusal was decided, and before it was told, has told nobody that it was done.
func TestAPIRefusedAndDied(t *testing.T) {
	t.Parallel()
	d := openDiedTown(t)
	number := d.want(201, d.ask("POST", "/tickets", everything)).body["number"].(string)
	path, cancel := "/tickets/"+number+"/status", `{"status":"cancelled"}`
	d.want(200, d.ask("POST", path, `{"status":"resolved"}`))
	d.exec(`CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
	        CREATE TRIGGER died BEFORE DELETE ON api_requests FOR EACH ROW EXECUTE FUNCTION die()`)
	first := d.want(409, d.ask("POST", path, cancel, "Idempotency-Key", "k"))
	d.exec(`DROP TRIGGER died ON api_requests`)
	d.unanswered()
	if again := d.want(409, d.ask("POST", path, cancel, "Idempotency-Key", "k")); again.text != first.text {
		t.Errorf("refused as %s, then as %s", first.text, again.text)
	}
	d.want(200, d.ask("POST", path, `{"status":"reopened"}`))
	if r := d.want(200, d.ask("POST", path, cancel, "Idempotency-Key", "k")); r.body["status"] != "cancelled" {
		t.Errorf("when the reason has gone: %s", r.text)
	}
}

// TestAPIDoneAndDied: who died after an act, and before its answer was kept, has done it once. Sent again it has the
// same answer, also where it names the state that it has changed itself.
func TestAPIDoneAndDied(t *testing.T) {
	t.Parallel()
	d := openDiedTown(t)
	filed := d.want(201, d.ask("POST", "/tickets", everything, "Idempotency-Key", "f"))
	number := filed.body["number"].(string)
	path := "/tickets/" + number
	tag := d.ask("GET", path, "").header.Get("ETag")
	const words = `{"text":"再発行してお送りしました。"}`
	first := d.want(201, d.ask("POST", path+"/replies", words, "If-Match", tag, "Idempotency-Key", "r"))
	const entry = `{"programme":"hanro","question":"自転車を停める場所はありますか","answer":[{"type":"paragraph","text":"あります。"}]}`
	made := d.want(201, d.ask("POST", "/faq/entries", entry, "Idempotency-Key", "e"))

	for range 2 {
		d.unanswered()
		if r := d.want(201, d.ask("POST", path+"/replies", words, "If-Match", tag, "Idempotency-Key", "r")); r.text != first.text || r.header.Get("Idempotent-Replayed") != "" {
			t.Errorf("the reply again: %s, first %s", r.text, first.text)
		}
		if r := d.want(201, d.ask("POST", "/faq/entries", entry, "Idempotency-Key", "e")); r.text != made.text || r.header.Get("Location") != made.header.Get("Location") {
			t.Errorf("the entry again: %s, first %s", r.text, made.text)
		}
		if r := d.want(201, d.ask("POST", "/tickets", everything, "Idempotency-Key", "f")); r.body["number"] != number {
			t.Errorf("filed again: %s, first %s", r.text, filed.text)
		}
	}
	if r := d.ask("GET", path+"/messages", ""); strings.Count(r.text, "再発行してお送りしました。") != 1 {
		t.Errorf("the reply stands there: %s", r.text)
	}
	for what, sql := range map[string]string{"drafts": `SELECT count(*) FROM drafts`, "tickets": `SELECT count(*) FROM tickets`} {
		n := 0
		if err := d.db.QueryRow(t.Context(), sql).Scan(&n); err != nil || n != 1 {
			t.Errorf("there are %d %s, %v", n, what, err)
		}
	}
	tag = d.ask("GET", path, "").header.Get("ETag")
	d.want(201, d.ask("POST", path+"/notes", `{"text":"メモ"}`))
	d.want(412, d.ask("POST", path+"/notes", `{"text":"もう一つ"}`, "If-Match", tag, "Idempotency-Key", "s"))
}

// TestAPIFailedThenDone: what failed when it may have happened is done once, and answered when it is sent again.
func TestAPIFailedThenDone(t *testing.T) {
	t.Parallel()
	d := openDiedTown(t)
	path := "/tickets/" + d.want(201, d.ask("POST", "/tickets", everything)).body["number"].(string)
	d.exec(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no answer is kept'; END $$;
	        CREATE TRIGGER failing BEFORE UPDATE OF status ON api_requests FOR EACH ROW WHEN (new.status IS NOT NULL) EXECUTE FUNCTION fail()`)
	d.want(503, d.ask("POST", path+"/notes", `{"text":"一度だけ"}`, "Idempotency-Key", "k"))
	d.exec(`DROP TRIGGER failing ON api_requests`)
	d.want(201, d.ask("POST", path+"/notes", `{"text":"一度だけ"}`, "Idempotency-Key", "k"))
	if r := d.ask("GET", path+"/log", ""); strings.Count(r.text, "一度だけ") != 1 {
		t.Errorf("the note: %s", r.text)
	}
}

// TestAPIChangedAndDied: the same of a draft that is saved over another, and of one that is published, or that asks for
// approval.
func TestAPIChangedAndDied(t *testing.T) {
	t.Parallel()
	for _, approval := range []bool{false, true} {
		var env []string
		state, status := "published", 200
		if approval {
			env = append(env, "MADOGUCHI_OFFICE="+officeCopy(t, "  - id: hanro ", "  - approval: true\n    id: hanro "))
			state, status = "waiting", 202
		}
		d := openDiedTown(t, env...)
		made := d.want(201, d.ask("POST", "/faq/entries", `{"programme":"hanro","question":"自転車を停める場所はありますか","answer":[{"type":"paragraph","text":"あります。"}]}`))
		path := "/faq/entries/" + made.body["ref"].(string)
		tag := d.ask("GET", path+"/draft", "").header.Get("ETag")
		const better = `{"question":"自転車を停める場所はありますか","answer":[{"type":"paragraph","text":"建物の裏にあります。"}],"version":1}`
		saved := d.want(200, d.ask("PUT", path+"/draft", better, "If-Match", tag, "Idempotency-Key", "d"))
		d.unanswered()
		if r := d.want(200, d.ask("PUT", path+"/draft", better, "If-Match", tag, "Idempotency-Key", "d")); r.text != saved.text {
			t.Errorf("the draft again: %s, first %s", r.text, saved.text)
		}
		d.want(412, d.ask("PUT", path+"/draft", better, "If-Match", tag, "Idempotency-Key", "other"))

		d.want(409, d.ask("POST", path+"/publish", `{"version":1}`, "Idempotency-Key", "p0"))
		done := d.want(status, d.ask("POST", path+"/publish", `{"version":2}`, "Idempotency-Key", "p"))
		for range 2 {
			d.unanswered()
			if r := d.want(status, d.ask("POST", path+"/publish", `{"version":2}`, "Idempotency-Key", "p")); r.text != done.text || r.body["state"] != state {
				t.Errorf("published again: %s, first %s", r.text, done.text)
			}
		}
		n := 0
		err := d.db.QueryRow(t.Context(), `SELECT count(*) FROM audit WHERE act IN ('faq.published', 'faq.reviewed') AND actor_name = 'kintone'`).Scan(&n)
		if err != nil || n != 1 {
			t.Errorf("it was done %d times, %v", n, err)
		}
		if !approval {
			d.want(404, d.ask("POST", path+"/publish", `{"version":2}`))
		}
	}
}
