// Package flat writes arrays of numbers and texts one after the other into a string, and reads them
// without copying: what is read points into the string. A string that is embedded in the program
// lies in the file it was started from, is mapped by the system page by page as it is used, and
// costs neither time at the start nor heap.
//
//	var w flat.Writer
//	flat.Put(&w, []int32{1, 2, 3})
//	w.PutStrings(words)
//	r := flat.NewReader(string(w.Bytes()))
//	numbers, words := flat.Get[int32](r), r.Strings()
//	err := r.Err()
//
// A [Writer] and a [Reader] must name the same things in the same order; a length before each is all
// that is checked. The numbers are as this kind of machine has them (little-endian), so that a file
// is for the build that it was made for and no exchange format. What is read must never be written to.
package flat

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"unsafe"
)

const (
	magic   = "MdgFlat1"
	aligned = 16 // every array begins at a multiple of this
	order   = uint32(0x01020304)
	header  = len(magic) + 8
)

// A Writer gathers arrays. Its zero value is ready.
type Writer struct{ out []byte }

// Bytes is all that was written.
func (w *Writer) Bytes() []byte {
	w.begin()
	return w.out
}

func (w *Writer) begin() {
	if w.out == nil {
		w.out = append(w.out, magic...)
		w.out = binary.NativeEndian.AppendUint32(w.out, order)
		w.out = append(w.out, make([]byte, 4)...)
	}
}

// add writes one array: its length in bytes, and the bytes at an aligned place.
func (w *Writer) add(b []byte) {
	w.begin()
	w.out = binary.NativeEndian.AppendUint64(w.out, uint64(len(b)))
	w.pad()
	w.out = append(w.out, b...)
	w.pad()
}

func (w *Writer) pad() {
	for len(w.out)%aligned != 0 {
		w.out = append(w.out, 0)
	}
}

// Put writes an array. T must hold no pointers, which it checks.
func Put[T any](w *Writer, xs []T) {
	if t := reflect.TypeFor[T](); !plain(t) {
		panic(fmt.Sprintf("flat: %v is no plain type", t))
	}
	size := unsafe.Sizeof(*new(T))
	w.add(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(xs))), uintptr(len(xs))*size))
}

// plain says whether values of a type are numbers alone.
func plain(t reflect.Type) bool {
	switch k := t.Kind(); {
	case k == reflect.Array:
		return plain(t.Elem())
	case k == reflect.Struct:
		for i := range t.NumField() {
			if !plain(t.Field(i).Type) {
				return false
			}
		}
		return true
	default:
		return k >= reflect.Bool && k <= reflect.Float64
	}
}

// PutString writes a text.
func (w *Writer) PutString(s string) { w.add([]byte(s)) }

// PutStrings writes texts.
func (w *Writer) PutStrings(ss []string) {
	ends, all := make([]uint32, len(ss)), []byte{}
	for i, s := range ss {
		all = append(all, s...)
		ends[i] = uint32(len(all))
	}
	Put(w, ends)
	w.add(all)
}

// A Reader reads what a Writer wrote. After an error it reads nothing more, and Err tells.
type Reader struct {
	data string
	at   int
	err  error
}

// NewReader begins to read data.
func NewReader(data string) *Reader {
	r := &Reader{data: data, at: header}
	switch {
	case len(data) < header || data[:len(magic)] != magic:
		r.err = errors.New("flat: this is no flat file")
	case binary.NativeEndian.Uint32([]byte(data[len(magic):header])) != order:
		r.err = errors.New("flat: the file was made for a machine with the other order of bytes")
	}
	return r
}

// Err is the first error.
func (r *Reader) Err() error { return r.err }

// next is the next array's bytes.
func (r *Reader) next() string {
	if r.err == nil && len(r.data)-r.at < aligned {
		r.err = fmt.Errorf("flat: the file ends at %d", len(r.data))
	}
	if r.err != nil {
		return ""
	}
	n := binary.NativeEndian.Uint64([]byte(r.data[r.at : r.at+8]))
	from := r.at + aligned
	if n > uint64(len(r.data)-from) {
		r.err = fmt.Errorf("flat: an array at %d is of %d bytes, the file of %d", from, n, len(r.data))
		return ""
	}
	end := from + int(n)
	r.at = (end + aligned - 1) / aligned * aligned
	return r.data[from:end]
}

// Get reads an array. It must not be written to. Where the linker has put the string at an odd place,
// it is a copy.
func Get[T any](r *Reader) []T {
	s := r.next()
	size := int(unsafe.Sizeof(*new(T)))
	if len(s)%size != 0 && r.err == nil {
		r.err = fmt.Errorf("flat: an array of %d bytes does not hold values of %d", len(s), size)
	}
	if r.err != nil || s == "" {
		return nil
	}
	p := unsafe.Pointer(unsafe.StringData(s))
	if uintptr(p)%unsafe.Alignof(*new(T)) != 0 {
		out := make([]T, len(s)/size)
		copy(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(out))), len(s)), s)
		return out
	}
	return unsafe.Slice((*T)(p), len(s)/size)
}

// String reads a text.
func (r *Reader) String() string { return r.next() }

// Strings reads texts.
func (r *Reader) Strings() []string {
	ends, all := Get[uint32](r), r.next()
	if !rising(ends, len(all)) {
		r.fail("texts")
		return nil
	}
	out, from := make([]string, len(ends)), uint32(0)
	for i, end := range ends {
		out[i], from = all[from:end], end
	}
	return out
}

// Lists are lists in a row.
type Lists[T any] struct {
	ends []uint32
	all  []T
}

// GetLists reads lists.
func GetLists[T any](r *Reader) Lists[T] {
	l := Lists[T]{Get[uint32](r), Get[T](r)}
	if !rising(l.ends, len(l.all)) {
		r.fail("lists")
		return Lists[T]{}
	}
	return l
}

// At is list i.
func (l Lists[T]) At(i int32) []T {
	from := uint32(0)
	if i > 0 {
		from = l.ends[i-1]
	}
	return l.all[from:l.ends[i]:l.ends[i]]
}

// NewLists puts lists in a row.
func NewLists[T any](lists [][]T) Lists[T] {
	l := Lists[T]{ends: make([]uint32, len(lists))}
	for i, x := range lists {
		l.all = append(l.all, x...)
		l.ends[i] = uint32(len(l.all))
	}
	return l
}

// Put writes the lists.
func (l Lists[T]) Put(w *Writer) {
	Put(w, l.ends)
	Put(w, l.all)
}

func (r *Reader) fail(what string) {
	if r.err == nil {
		r.err = fmt.Errorf("flat: %s before %d overlap or pass the end", what, r.at)
	}
}

// rising says whether ends never fall, and none is past n.
func rising(ends []uint32, n int) bool {
	before := uint32(0)
	for _, end := range ends {
		if end < before || uint64(end) > uint64(n) {
			return false
		}
		before = end
	}
	return true
}
