package turn

import (
	"encoding/json"
	"testing"

	"madoguchi/stored"
)

// TestStoredStates reads states as releases store them: none is removed from here.
func TestStoredStates(t *testing.T) {
	const form = `{"filling":{"form":"inquiry","answers":{},"asked":1,"started":"2026-11-20T12:00:00+09:00"},"purpose":true,"at":"2026-11-20T12:00:00+09:00","trace":{"query":"","verdict":""}}`
	for name, data := range map[string]string{
		"without a version": `{"greeted":true,"form":` + form + `}`,
		"of version 1":      `{"version":1,"greeted":true,"form":` + form + `}`,
		"of a later one":    `{"version":99,"greeted":true,"form":` + form + `,"more":{"x":1}}`,
	} {
		var s State
		if err := json.Unmarshal([]byte(data), &s); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !s.Greeted || s.Form == nil || !s.Form.Purpose || s.Form.Filling.FormID != "inquiry" {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// TestStepsAreTaken: a state, its form and a button of an older release go through the steps between,
// and what is written now does not.
func TestStepsAreTaken(t *testing.T) {
	greeted := func(o map[string]json.RawMessage) error { o["greeted"] = o["hello"]; return nil }
	urgent := func(o map[string]json.RawMessage) error { o["urgent"] = o["hurry"]; return nil }
	stateSteps, formSteps = []stored.Step{greeted}, []stored.Step{urgent}
	buttonSteps = []func(verb, arg string) (string, string){func(verb, arg string) (string, string) {
		if verb == "begin" {
			verb = "start"
		}
		return verb, arg
	}}
	defer func() { stateSteps, formSteps, buttonSteps = nil, nil, nil }()

	var s State
	if err := json.Unmarshal([]byte(`{"hello":true,"form":{"hurry":true}}`), &s); err != nil || !s.Greeted || !s.Form.Urgent {
		t.Errorf("an old state is read as %+v: %v", s, err)
	}
	data, err := json.Marshal(s)
	var back State
	if err != nil || json.Unmarshal(data, &back) != nil || !back.Greeted || !back.Form.Urgent || back.Version != 2 {
		t.Errorf("written as %s and read as %+v: %v", data, back, err)
	}
	for in, want := range map[string]string{"v1:begin:x:y": "start x:y", "v2:start:x:y": "start x:y", "v2:begin:": "begin ", "v3:start:": "", "v0:start:": "", "v01:start:": "", "v+1:start:": ""} {
		verb, arg, ok := ParseData(in)
		if got := verb + " " + arg; ok != (want != "") || ok && got != want {
			t.Errorf("ParseData(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
	if got := buttonMark(); got != "v2" {
		t.Errorf("buttons are marked %s", got)
	}
}
