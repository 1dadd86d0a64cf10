package pdf

import (
	"unicode"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"
)

const (
	// The most drawn things that are looked at on a page. A plan of a building has more, and no table.
	maxObjects  = 20_000
	maxSegments = 2_000
	// A line is not thicker than this, in points.
	thin = 2.5
)

// readObjects reads what is drawn: the lines that may frame a table, and pictures.
func (s *sheet) readObjects() {
	n, err := s.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: s.page})
	if err != nil {
		return
	}
	for i := range min(n.Count, maxObjects) {
		object, err := s.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: s.page, Index: i})
		if err != nil {
			continue
		}
		kind, err := s.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err != nil {
			continue
		}
		switch kind.Type {
		case enums.FPDF_PAGEOBJ_IMAGE:
			s.out.pictures++
		case enums.FPDF_PAGEOBJ_TEXT:
			s.out.lost += btoi(s.isLost(object.PageObject))
		case enums.FPDF_PAGEOBJ_PATH:
			s.readPath(object.PageObject)
		}
	}
}

// isLost says whether PDFium leaves out words: a single letter of a font that the document does not bring
// along has no width for it, and so is no text.
func (s *sheet) isLost(object references.FPDF_PAGEOBJECT) bool {
	b, err := s.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object})
	if err != nil || b.Right-b.Left > 0.01 {
		return false
	}
	font, err := s.FPDFTextObj_GetFont(&requests.FPDFTextObj_GetFont{PageObject: object})
	if err != nil {
		return false
	}
	own, err := s.FPDFFont_GetIsEmbedded(&requests.FPDFFont_GetIsEmbedded{Font: font.Font})
	return err == nil && !own.IsEmbedded
}

// readPath takes the level and upright edges of a path.
func (s *sheet) readPath(object references.FPDF_PAGEOBJECT) {
	bounds, err := s.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object})
	if err != nil {
		return
	}
	b := s.place(float64(bounds.Left), float64(bounds.Bottom), float64(bounds.Right), float64(bounds.Top))
	if b.width() >= s.out.width*0.98 && b.height() >= s.out.height*0.9 {
		return // the paper
	}
	if b.width() <= thin || b.height() <= thin {
		s.addRule(b)
		return
	}
	n, err := s.FPDFPath_CountSegments(&requests.FPDFPath_CountSegments{PageObject: object})
	if err != nil {
		return
	}
	matrix := structs.FPDF_FS_MATRIX{A: 1, D: 1}
	if m, err := s.FPDFPageObj_GetMatrix(&requests.FPDFPageObj_GetMatrix{PageObject: object}); err == nil {
		matrix = m.Matrix
	}
	var begin, at [2]float64
	for i := range min(n.Count, maxSegments) {
		x, y, kind, closed, ok := s.segment(object, i, matrix)
		if !ok {
			return
		}
		switch kind {
		case enums.FPDF_SEGMENT_MOVETO:
			begin = [2]float64{x, y}
		case enums.FPDF_SEGMENT_LINETO:
			s.addEdge(at, [2]float64{x, y})
		}
		at = [2]float64{x, y}
		if closed {
			s.addEdge(at, begin)
		}
	}
}

// segment is where one step of a path ends.
func (s *sheet) segment(object references.FPDF_PAGEOBJECT, i int, m structs.FPDF_FS_MATRIX) (x, y float64, kind enums.FPDF_SEGMENT, closed, ok bool) {
	seg, err := s.FPDFPath_GetPathSegment(&requests.FPDFPath_GetPathSegment{PageObject: object, Index: i})
	if err != nil {
		return
	}
	point, err := s.FPDFPathSegment_GetPoint(&requests.FPDFPathSegment_GetPoint{PathSegment: seg.PathSegment})
	if err != nil {
		return
	}
	form, err := s.FPDFPathSegment_GetType(&requests.FPDFPathSegment_GetType{PathSegment: seg.PathSegment})
	if err != nil {
		return
	}
	shut, err := s.FPDFPathSegment_GetClose(&requests.FPDFPathSegment_GetClose{PathSegment: seg.PathSegment})
	if err != nil {
		return
	}
	px, py := float64(point.X), float64(point.Y)
	return float64(m.A)*px + float64(m.C)*py + float64(m.E), float64(m.B)*px + float64(m.D)*py + float64(m.F), form.Type, shut.IsClose, true
}

// addEdge adds the line between two points of PDF's own space, if it is level or upright.
func (s *sheet) addEdge(a, b [2]float64) {
	e := s.place(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
	if e.width() < 0.5 || e.height() < 0.5 {
		s.addRule(e)
	}
}

func (s *sheet) addRule(b box) {
	if b.width() > 4 || b.height() > 4 {
		s.out.rules = append(s.out.rules, b)
	}
}

// strike marks the letters that a line goes through: it lies in their middle, where no underline does.
func (s *sheet) strike() {
	for _, r := range s.out.rules {
		if r.height() > thin || r.width() < 4 {
			continue
		}
		for i := range s.out.glyphs {
			g := &s.out.glyphs[i]
			y := r.midY()
			if g.midX() > r.left && g.midX() < r.right && y > g.top+0.35*g.height() && y < g.top+0.72*g.height() && !unicode.IsSpace(g.r) {
				g.struck = true
			}
		}
	}
}
