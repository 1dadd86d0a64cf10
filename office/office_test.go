package office

import (
	"os"
	"testing"
)

func TestDefault(t *testing.T) {
	if o := Default(); o.Form("inquiry") == nil {
		t.Fatal("no inquiry form")
	}
}

func TestSample(t *testing.T) {
	data, err := os.ReadFile("../samples/office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	o, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if got := o.Programme("hanro"); got == nil || len(o.Routes) < 8 {
		t.Fatalf("sample office is incomplete: %+v", o)
	}
}
