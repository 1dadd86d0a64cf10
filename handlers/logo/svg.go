package logo

import (
	"bytes"
	"encoding/xml"
	"math"
	"strconv"
	"strings"
)

// svgSize is how an SVG's sides are to each other, by its viewBox or else its width and height; 0, 0 where it says
// neither in numbers.
func svgSize(content []byte) (w, h int) {
	d := xml.NewDecoder(bytes.NewReader(content))
	d.Strict = false
	for {
		t, err := d.RawToken()
		if err != nil {
			return 0, 0
		}
		root, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		said := map[string]string{}
		for _, a := range root.Attr {
			said[a.Name.Local] = a.Value
		}
		if box := strings.FieldsFunc(said["viewBox"], func(r rune) bool { return strings.ContainsRune(" ,\t\r\n", r) }); len(box) == 4 {
			return side(box[2]), side(box[3])
		}
		return side(said["width"]), side(said["height"])
	}
}

// side is a length in hundredths, so that the sides of a small box keep their ratio; 0 for none.
func side(s string) int {
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || !(n > 0 && n < 1e6) {
		return 0
	}
	return int(math.Round(n * 100))
}
