package ticket

import (
	"encoding/json"
	"testing"
	"time"

	"madoguchi/stored"
)

// TestStoredFillings reads fillings as releases store them. A step that a later version needs is tried
// on all before it, so a case is added here and none is removed.
func TestStoredFillings(t *testing.T) {
	form := &Form{ID: "f", Kind: Inquiry, Fields: []Field{
		{ID: "company", Label: "会社名", Ask: "会社名は？", Type: TypeCompany, Required: true},
		{ID: "question", Label: "ご用件", Ask: "ご用件は？", Type: TypeText, Required: true},
	}}
	for name, data := range map[string]string{
		"without a version": `{"form":"f","answers":{"company":{"values":["株式会社ミナト"],"shown":"株式会社ミナト"}},"order":["company"],"asked":2,"started":"2026-11-20T12:00:00+09:00"}`,
		"of version 1":      `{"version":1,"form":"f","answers":{"company":{"values":["株式会社ミナト"],"shown":"株式会社ミナト"}},"order":["company"],"asked":2,"started":"2026-11-20T12:00:00+09:00"}`,
		"of a later one":    `{"version":99,"form":"f","answers":{"company":{"values":["株式会社ミナト"],"shown":"株式会社ミナト"}},"order":["company"],"asked":2,"started":"2026-11-20T12:00:00+09:00","more":[1]}`,
	} {
		var fl Filling
		if err := json.Unmarshal([]byte(data), &fl); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		f, _, _ := fl.Bind(form).Next()
		if f == nil || f.ID != "question" || fl.Values()["company"][0] != "株式会社ミナト" || fl.Started.IsZero() {
			t.Errorf("%s goes on with %+v, knowing %v", name, f, fl.Values())
		}
	}
}

// TestFillingIsMarked: once there are steps, what is written names where they lead, and is not taken
// through them again.
func TestFillingIsMarked(t *testing.T) {
	calls := 0
	fillingSteps = []stored.Step{func(o map[string]json.RawMessage) error { calls++; return nil }}
	defer func() { fillingSteps = nil }()
	form := &Form{ID: "f", Fields: []Field{{ID: "a", Label: "A", Ask: "A", Type: TypeText}}}
	data, err := json.Marshal(Start(form, Values{}, time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	var back Filling
	if err := json.Unmarshal(data, &back); err != nil || calls != 0 || back.FormID != "f" {
		t.Errorf("%s was read by %d steps: %v", data, calls, err)
	}
	if err := json.Unmarshal([]byte(`{"form":"f"}`), &back); err != nil || calls != 1 {
		t.Errorf("an old one was read by %d steps: %v", calls, err)
	}
}
