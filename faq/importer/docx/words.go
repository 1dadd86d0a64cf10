package docx

import (
	"strconv"
	"strings"

	"madoguchi/faq/importer/parcel"
	"madoguchi/faq/importer/tree"
)

// words collects a paragraph's text.
type words struct {
	*reader
	spans       []tree.Span
	boxes       []*parcel.Element // text boxes anchored here
	bold, plain int               // letters
	hidden      bool
}

// runs reads what stands in a paragraph, a link or an insertion.
func (w *words) runs(e *parcel.Element, link string, bold bool) {
	for _, k := range e.Kids {
		switch k.Name {
		case "r":
			w.run(k, link, bold)
		case "hyperlink":
			to := w.links[k.Attr["id"]]
			if to == "" {
				to = link
			}
			w.runs(k, to, bold)
		case "del", "moveFrom":
			w.deleted++
		case "sdt":
			w.runs(k.Kid("sdtContent"), link, bold)
		case "fldSimple":
			w.fields = append(w.fields, field{code: k.Attr["instr"], result: true})
			w.runs(k, link, bold)
			w.fields = w.fields[:len(w.fields)-1]
		case "ins", "moveTo", "smartTag", "customXml", "bdo", "dir":
			w.runs(k, link, bold)
		case "AlternateContent":
			if c := k.Kid("Choice"); c != nil {
				w.runs(c, link, bold)
			}
		}
	}
}

// run reads one run of text in one form.
func (w *words) run(e *parcel.Element, link string, bold bool) {
	props := e.Kid("rPr")
	if props != nil {
		if props.Kid("b") != nil {
			bold = props.On("b")
		}
		if props.On("vanish") {
			if e.Words() != "" {
				w.reader.hidden++
			}
			return
		}
	}
	if w.hidden {
		return
	}
	struck := props.On("strike") || props.On("dstrike")
	for _, k := range e.Kids {
		switch k.Name {
		case "t":
			w.write(k.Words(), link, bold, struck)
		case "tab", "ptab":
			w.write("\t", link, bold, struck)
		case "br":
			if k.Attr["type"] != "page" && k.Attr["type"] != "column" {
				w.write("\n", link, bold, struck)
			}
		case "cr":
			w.write("\n", link, bold, struck)
		case "noBreakHyphen":
			w.write("-", link, bold, struck)
		case "sym":
			w.write(symbol(k.Attr["font"], k.Attr["char"]), link, bold, struck)
		case "ruby":
			w.runs(k.Kid("rubyBase"), link, bold) // how it is read would double the word
		case "fldChar":
			w.fieldChar(k.Attr["fldCharType"])
		case "instrText":
			if n := len(w.fields); n > 0 {
				w.fields[n-1].code += k.Words()
			}
		case "drawing", "pict", "object", "AlternateContent":
			w.drawing(k)
		}
	}
}

func (w *words) fieldChar(kind string) {
	n := len(w.fields)
	switch {
	case kind == "begin":
		w.fields = append(w.fields, field{})
	case n == 0:
	case kind == "separate":
		w.fields[n-1].result = true
	case kind == "end":
		w.fields = w.fields[:n-1]
	}
}

// drawing looks for text boxes. Word keeps each twice, for programs that do not know the newer form.
func (w *words) drawing(e *parcel.Element) {
	if e.Name == "AlternateContent" {
		if c := e.Kid("Choice"); c != nil {
			e = c
		}
	}
	boxes := len(w.boxes)
	w.findBoxes(e)
	if boxes == len(w.boxes) {
		w.pictures++
	}
}

func (w *words) findBoxes(e *parcel.Element) {
	for _, k := range e.Kids {
		switch k.Name {
		case "txbxContent":
			w.boxes = append(w.boxes, k)
		case "Fallback":
		default:
			w.findBoxes(k)
		}
	}
}

func (w *words) write(s, link string, bold, struck bool) {
	if link == "" {
		link = w.link()
	}
	if n := len(w.fields); s == "" || n > 0 && !w.fields[n-1].result {
		return
	}
	if n := len(strings.TrimSpace(s)); bold {
		w.bold += n
	} else {
		w.plain += n
	}
	if k := len(w.spans) - 1; k >= 0 && w.spans[k].URL == link && w.spans[k].Struck == struck {
		w.spans[k].Text += s
		return
	}
	w.spans = append(w.spans, tree.Span{Text: s, URL: link, Struck: struck})
}

// What the fonts of signs draw, by the last byte of the code that Word keeps for them.
var (
	wingdings = map[int]string{
		0x28: "☎", 0x2A: "✉", 0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x72: "□", 0x74: "◆", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0x9F: "・", 0xA1: "○", 0xA7: "▪", 0xA8: "□",
		0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "→", 0xF0: "⇒", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
		0x81: "①", 0x82: "②", 0x83: "③", 0x84: "④", 0x85: "⑤", 0x86: "⑥", 0x87: "⑦", 0x88: "⑧", 0x89: "⑨", 0x8A: "⑩",
		0x8C: "❶", 0x8D: "❷", 0x8E: "❸", 0x8F: "❹", 0x90: "❺", 0x91: "❻", 0x92: "❼", 0x93: "❽", 0x94: "❾", 0x95: "❿",
	}
	symbols = map[int]string{0xA3: "≤", 0xAE: "→", 0xAC: "←", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "・", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xDE: "⇒"}
)

// symbol is a sign of one of the fonts of signs as a character of its own.
func symbol(font, code string) string {
	n, err := strconv.ParseInt(code, 16, 32)
	if err != nil {
		return ""
	}
	low := int(n & 0xFF)
	switch {
	case n < 0xE000 && n > 0:
		return string(rune(n))
	case strings.HasPrefix(font, "Wingdings"):
		return wingdings[low]
	case strings.HasPrefix(font, "Symbol"):
		if s := symbols[low]; s != "" {
			return s
		}
	}
	if low >= 0x20 && low < 0x7F {
		return string(rune(low))
	}
	return ""
}
