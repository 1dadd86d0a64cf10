package flat

import (
	"slices"
	"strings"
	"testing"
	"unsafe"
)

type pair struct{ A, B int32 }

func written() string {
	var w Writer
	Put(&w, []int16{-1, 2, 3})
	Put(&w, []pair{{1, -2}, {3, 4}})
	w.PutString("窓口")
	w.PutStrings([]string{"", "会費", "", "退会"})
	NewLists([][]float64{{.5}, nil, {1, 2}}).Put(&w)
	Put[uint8](&w, nil)
	return string(w.Bytes())
}

func readBack(t *testing.T, data string) {
	t.Helper()
	r := NewReader(data)
	shorts, pairs, text, texts, lists, none := Get[int16](r), Get[pair](r), r.String(), r.Strings(), GetLists[float64](r), Get[uint8](r)
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	if !slices.Equal(shorts, []int16{-1, 2, 3}) || !slices.Equal(pairs, []pair{{1, -2}, {3, 4}}) || text != "窓口" ||
		!slices.Equal(texts, []string{"", "会費", "", "退会"}) || !slices.Equal(lists.At(2), []float64{1, 2}) || len(lists.At(1)) != 0 || len(none) != 0 {
		t.Errorf("read %v %v %q %q %v %v", shorts, pairs, text, texts, lists, none)
	}
}

func TestReadsWhatWasWritten(t *testing.T) { readBack(t, written()) }

// TestPointsIntoTheFile holds that an array is not copied.
func TestPointsIntoTheFile(t *testing.T) {
	data := written()
	r := NewReader(data)
	got := uintptr(unsafe.Pointer(unsafe.SliceData(Get[int16](r))))
	from := uintptr(unsafe.Pointer(unsafe.StringData(data)))
	if got < from || got >= from+uintptr(len(data)) {
		t.Error("the array is a copy")
	}
}

// TestOddPlaces reads a file from every place that a linker may put it at.
func TestOddPlaces(t *testing.T) {
	for i := range 8 {
		data := strings.Repeat("x", i) + written()
		readBack(t, data[i:])
	}
}

func TestBrokenFiles(t *testing.T) {
	data := written()
	readAll := func(data string) error {
		r := NewReader(data)
		Get[int16](r)
		Get[pair](r)
		_ = r.String()
		r.Strings()
		GetLists[float64](r)
		Get[uint8](r)
		return r.Err()
	}
	for n := range len(data) - 1 { // the last array is empty: its padding may be missing
		if n < len(data)-aligned && readAll(data[:n]) == nil {
			t.Errorf("a file cut after %d of %d bytes gave no error", n, len(data))
		}
	}
	for name, data := range map[string]string{
		"another file":   "#!/bin/sh and so on and on",
		"another order":  magic + "\x01\x02\x03\x04" + data[len(magic)+4:],
		"a giant length": data[:header] + "\xff\xff\xff\xff\xff\xff\xff\xff" + data[header+8:],
		"an odd length":  data[:header] + "\x05" + data[header+1:],
	} {
		if readAll(data) == nil {
			t.Errorf("%s gave no error", name)
		}
	}
}

func TestOnlyNumbersAreWritten(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an array of strings was written")
		}
	}()
	Put(&Writer{}, []struct{ s string }{{"a"}})
}

func FuzzReader(f *testing.F) {
	f.Add(written())
	f.Add("")
	f.Fuzz(func(t *testing.T, data string) {
		r := NewReader(data)
		Get[int16](r)
		Get[pair](r)
		_ = r.String()
		r.Strings()
		if l := GetLists[float64](r); len(l.ends) > 0 {
			l.At(int32(len(l.ends) - 1))
		}
		Get[uint8](r)
	})
}
