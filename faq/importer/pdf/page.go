package pdf

import (
	"math"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"golang.org/x/text/unicode/norm"
)

// A box is an area of a page, in points, with y growing downwards from the page's top.
type box struct{ left, top, right, bottom float64 }

func (b box) width() float64  { return b.right - b.left }
func (b box) height() float64 { return b.bottom - b.top }
func (b box) midX() float64   { return (b.left + b.right) / 2 }
func (b box) midY() float64   { return (b.top + b.bottom) / 2 }

// holds says whether a point lies in the box.
func (b box) holds(x, y float64) bool {
	return x >= b.left && x <= b.right && y >= b.top && y <= b.bottom
}

// join is the area around both.
func (b box) join(o box) box {
	return box{min(b.left, o.left), min(b.top, o.top), max(b.right, o.right), max(b.bottom, o.bottom)}
}

// A glyph is one letter where it stands.
type glyph struct {
	box
	r      rune
	size   float64 // of its font, in points
	base   float64 // the line it stands on
	index  int     // on its page
	link   int     // in the page's links, from 1
	struck bool    // a line goes through it
	bold   bool    // known only for the letters that were asked
	alone  bool    // its page has no written space: gaps alone tell of them
}

// A link is an area that leads somewhere: to an address, or to a place in the document (url is empty).
type link struct {
	box
	url string
}

// A page is what stands on a page.
type page struct {
	no            int
	width, height float64
	glyphs        []glyph
	rules         []box // lines and edges of areas: as thin as a line is
	links         []link
	pictures      int
	lost          int // letters of which nobody knows which they are
}

// tellGaps marks the letters of a page on which no space is written, as browsers print.
func (p *page) tellGaps() {
	for i := range p.glyphs {
		if p.glyphs[i].r == ' ' {
			return
		}
	}
	for i := range p.glyphs {
		p.glyphs[i].alone = true
	}
}

// A sheet reads one page.
type sheet struct {
	*engine
	doc    references.FPDF_DOCUMENT
	page   requests.Page
	text   references.FPDF_TEXTPAGE
	out    *page
	rotate enums.FPDF_PAGE_ROTATION
}

// readPage reads the page of index i, from 0.
func (e *engine) readPage(doc references.FPDF_DOCUMENT, i int) (*page, error) {
	loaded, err := e.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: i})
	if err != nil {
		return nil, err
	}
	s := &sheet{engine: e, doc: doc, page: requests.Page{ByReference: &loaded.Page}, out: &page{no: i + 1}}
	defer e.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page})
	size, err := e.FPDF_GetPageSizeByIndexF(&requests.FPDF_GetPageSizeByIndexF{Document: doc, Index: i})
	if err != nil {
		return nil, err
	}
	s.out.width, s.out.height = float64(size.Size.Width), float64(size.Size.Height)
	if turned, err := e.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: s.page}); err == nil {
		s.rotate = turned.PageRotation
	}
	s.readLinks()
	s.readObjects()
	text, err := e.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: s.page})
	if err != nil {
		return nil, err
	}
	s.text = text.TextPage
	defer e.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: s.text})
	if err := s.readGlyphs(); err != nil {
		return nil, err
	}
	s.askRuns()
	s.strike()
	return s.out, nil
}

// place turns an area of PDF's own space, where y grows upwards and a page may lie on its side.
func (s *sheet) place(left, bottom, right, top float64) box {
	w, h := s.out.width, s.out.height
	var b box
	switch s.rotate {
	case enums.FPDF_PAGE_ROTATION_90_CW:
		b = box{bottom, left, top, right}
	case enums.FPDF_PAGE_ROTATION_180_CW:
		b = box{w - right, bottom, w - left, top}
	case enums.FPDF_PAGE_ROTATION_270_CW:
		b = box{w - top, h - right, w - bottom, h - left}
	default:
		b = box{left, h - top, right, h - bottom}
	}
	if b.left > b.right {
		b.left, b.right = b.right, b.left
	}
	if b.top > b.bottom {
		b.top, b.bottom = b.bottom, b.top
	}
	return b
}

// readGlyphs reads the letters. PDFium adds white space and line breaks of its own making, which say
// less than the places.
func (s *sheet) readGlyphs() error {
	n, err := s.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: s.text})
	if err != nil {
		return err
	}
	for i := range min(n.Count, maxGlyphs) {
		u, err := s.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: s.text, Index: i})
		if err != nil {
			return err
		}
		r := letter(rune(u.Unicode))
		if r == '\r' || r == '\n' {
			continue
		}
		rect, err := s.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: s.text, Index: i})
		if err != nil {
			continue
		}
		g := glyph{r: r, index: i, box: s.place(float64(rect.Rect.Left), float64(rect.Rect.Bottom), float64(rect.Rect.Right), float64(rect.Rect.Top))}
		switch {
		case r == 0:
			s.out.lost++
			continue
		case g.width() <= 0 && g.height() <= 0:
			continue
		}
		if g.size = g.height(); unicode.IsSpace(r) && g.width() <= 0 {
			continue
		}
		if n := len(s.out.glyphs); n > 0 && isDouble(&s.out.glyphs[n-1], &g) {
			s.out.glyphs[n-1].bold = true
			continue
		}
		for k := range s.out.links {
			if s.out.links[k].holds(g.midX(), g.midY()) {
				g.link = k + 1
				break
			}
		}
		s.out.glyphs = append(s.out.glyphs, g)
	}
	return nil
}

// isDouble says whether a letter is printed once more over itself, a little beside: so some programs make
// it bold.
func isDouble(a, b *glyph) bool {
	return a.r == b.r && a.r != ' ' && abs(a.left-b.left) < 0.15*a.size && abs(a.top-b.top) < 0.15*a.size
}

func abs(x float64) float64 { return max(x, -x) }

// letter is a character as people write it: PDFium says U+0002 for the hyphen at the end of a line, a
// symbol font has its bullets in the private area, and some programs write 「⽂」 (a radical) for 「文」.
func letter(r rune) rune {
	switch {
	case r == 2 || r == 0xAD || r == 0x2010 || r == 0x2011:
		return '-'
	case r == 0xF0B7 || r == 0xF06C || r == 0xF0A7 || r == 0xF09F:
		return '•'
	case r == 0xF0D8:
		return '・'
	case r == 0xF0FC:
		return '✓'
	case r >= 0x2F00 && r <= 0x2FDF || r >= 0x2E80 && r <= 0x2EFF:
		for _, plain := range norm.NFKC.String(string(r)) {
			return plain
		}
	case r == 0xFFFE || r == 0xFFFF || r == 0xFFFD || r > unicode.MaxRune || r >= 0xD800 && r <= 0xDFFF:
		return 0
	case r == '\u00a0' || r == '\t':
		return ' '
	case r < ' ' && r != '\n' && r != '\r', r >= 0x200B && r <= 0x200F, r == 0xFEFF:
		return 0
	}
	return r
}

// readLinks reads where areas lead.
func (s *sheet) readLinks() {
	for at := 0; len(s.out.links) < 2000; {
		next, err := s.FPDFLink_Enumerate(&requests.FPDFLink_Enumerate{Page: s.page, StartPos: at})
		if err != nil || next.Link == nil {
			return
		}
		rect, err := s.FPDFLink_GetAnnotRect(&requests.FPDFLink_GetAnnotRect{Link: *next.Link})
		if err == nil && rect.Rect != nil {
			l := link{box: s.place(float64(rect.Rect.Left), float64(rect.Rect.Bottom), float64(rect.Rect.Right), float64(rect.Rect.Top))}
			if action, err := s.FPDFLink_GetAction(&requests.FPDFLink_GetAction{Link: *next.Link}); err == nil && action.Action != nil {
				if uri, err := s.FPDFAction_GetURIPath(&requests.FPDFAction_GetURIPath{Document: s.doc, Action: *action.Action}); err == nil && uri.URIPath != nil {
					l.url = strings.TrimSpace(strings.ToValidUTF8(*uri.URIPath, ""))
				}
			}
			s.out.links = append(s.out.links, l)
		}
		if next.NextStartPos == nil || *next.NextStartPos <= at {
			return
		}
		at = *next.NextStartPos
	}
}

// askRuns asks what all letters of a run have in common: one height and one line. Asking for each of them
// would take ten times as long.
func (s *sheet) askRuns() {
	all := s.out.glyphs
	for first := 0; first < len(all); {
		a := &all[first]
		last := first
		for last+1 < len(all) && abs(all[last+1].top-a.top) < 0.01 && abs(all[last+1].bottom-a.bottom) < 0.01 && all[last+1].left >= all[last].left {
			last++
		}
		size, base := s.sizeOf(a), s.baseOf(a)
		bold := s.isBold(first) && s.isBold((first+last)/2) && s.isBold(last)
		for i := first; i <= last; i++ {
			all[i].size, all[i].base = size, base
			// Some fonts have no height, and PDFium gives each letter its own: all are made alike.
			all[i].top, all[i].bottom = base-0.88*size, base+0.12*size
			all[i].bold = all[i].bold || bold
		}
		first = last + 1
	}
}

// sizeOf is the size of a letter's font on the page.
func (s *sheet) sizeOf(g *glyph) float64 {
	size, err := s.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: s.text, Index: g.index})
	if err != nil {
		return g.height()
	}
	scale := 1.0
	if m, err := s.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: s.text, Index: g.index}); err == nil {
		scale = math.Hypot(float64(m.Matrix.C), float64(m.Matrix.D))
	}
	if points := abs(size.FontSize * scale); points > 1 && points < 500 {
		return points
	}
	return g.height()
}

// baseOf is the height of the line that a letter stands on.
func (s *sheet) baseOf(g *glyph) float64 {
	o, err := s.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: s.text, Index: g.index})
	if err != nil {
		return g.bottom
	}
	at := s.place(o.X, o.Y, o.X, o.Y)
	if reach := 3 * max(g.height(), g.width()); at.top < g.top-reach || at.top > g.bottom+reach {
		return g.bottom
	}
	return at.top
}

func (s *sheet) isBold(i int) bool {
	g := &s.out.glyphs[i]
	if info, err := s.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: s.text, Index: g.index}); err == nil {
		name := strings.ToLower(info.FontName)
		if strings.Contains(name, "bold") || strings.Contains(name, "black") || strings.Contains(name, "heavy") || info.Flags&(1<<18) != 0 {
			return true
		}
	}
	object, err := s.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: s.text, Index: g.index})
	if err != nil {
		return false
	}
	mode, err := s.FPDFTextObj_GetTextRenderMode(&requests.FPDFTextObj_GetTextRenderMode{PageObject: object.TextObject})
	return err == nil && mode.TextRenderMode == enums.FPDF_TEXTRENDERMODE_FILL_STROKE // a font without a bold form, drawn thicker
}
