package line_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/handlers/line"
)

func picture(t testing.TB, width, height int) []byte {
	t.Helper()
	m := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// menu is a menu with a picture as small as LINE takes.
func menu(t testing.TB) line.Menu {
	return line.Menu{Bar: "メニュー", Image: picture(t, 800, 500), Items: []chat.Choice{
		{Label: "よくある質問"}, {Label: "受付の状況", Data: "v1:status"}, {Label: "登録内容の変更", Data: "v1:form:change"},
		{Label: "事前相談"}, {Label: "会員ページ", URL: "https://example.go.jp/"},
	}}
}

func TestL41RichMenu(t *testing.T) {
	fake := newFake(t)
	s := newService(t, fake, nil, nil)
	m := menu(t)
	set := func(want bool) {
		t.Helper()
		if changed, err := s.RichMenu(t.Context(), "", m); err != nil || changed != want {
			t.Fatalf("changed %t, error %v; want %t", changed, err, want)
		}
		names, standard := fake.Menus()
		if len(names) != 1 || names[0] != standard || !strings.HasPrefix(standard, "madoguchi ") {
			t.Fatalf("menus %v, standard %q", names, standard)
		}
	}
	set(true)
	set(false)
	m.Items = m.Items[:4]
	set(true)
	set(false)
	m.Image = picture(t, 800, 540)
	set(true)
	if n := len(fake.Calls("/content")); n != 3 {
		t.Errorf("%d images were sent for three menus", n)
	}
	t.Run("cut short before its image", func(t *testing.T) {
		fake := newFake(t)
		s := newService(t, fake, nil, func(c *line.Config) { c.DataURL = "http://127.0.0.1:1" })
		if _, err := s.RichMenu(t.Context(), "", m); err == nil {
			t.Fatal("no error without an image")
		}
		whole := newService(t, fake, nil, nil)
		if changed, err := whole.RichMenu(t.Context(), "", m); err != nil || !changed {
			t.Fatalf("changed %t, error %v", changed, err)
		}
		if names, standard := fake.Menus(); len(names) != 1 || names[0] != standard {
			t.Errorf("menus %v, standard %q", names, standard)
		}
	})
}

func TestL41Refused(t *testing.T) {
	s := newService(t, newFake(t), nil, nil)
	for name, change := range map[string]func(*line.Menu){
		"no bar":        func(m *line.Menu) { m.Bar = " " },
		"long bar":      func(m *line.Menu) { m.Bar = strings.Repeat("あ", 15) },
		"no tiles":      func(m *line.Menu) { m.Items = nil },
		"seven tiles":   func(m *line.Menu) { m.Items = choices(7, "%d") },
		"no label":      func(m *line.Menu) { m.Items[0].Label = "" },
		"bad link":      func(m *line.Menu) { m.Items[0].URL = "javascript:alert(1)" },
		"no image":      func(m *line.Menu) { m.Image = []byte("GIF89a") },
		"narrow image":  func(m *line.Menu) { m.Image = picture(t, 799, 500) },
		"flat image":    func(m *line.Menu) { m.Image = picture(t, 800, 249) },
		"high image":    func(m *line.Menu) { m.Image = picture(t, 800, 560) },
		"unknown fonts": func(m *line.Menu) { m.Image, m.Font = nil, "/nowhere.ttf" },
	} {
		m := menu(t)
		change(&m)
		if _, err := s.RichMenu(t.Context(), "", m); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestL41Drawn draws a menu where the machine has a font for it; elsewhere it must say what to do.
func TestL41Drawn(t *testing.T) {
	fake := newFake(t)
	m := menu(t)
	m.Image, m.Items = nil, m.Items[:3]
	changed, err := newService(t, fake, nil, nil).RichMenu(t.Context(), "", m)
	if err != nil && strings.Contains(err.Error(), "apt-get install fonts-noto-cjk") {
		return
	}
	if err != nil || !changed {
		t.Fatalf("changed %t, error %v", changed, err)
	}
	calls := fake.Calls("/content")
	drawn, err := png.Decode(strings.NewReader(calls[0].Body))
	if err != nil || drawn.Bounds().Dx() != 2500 || drawn.Bounds().Dy() != 843 {
		t.Fatalf("image %v, error %v", drawn.Bounds(), err)
	}
	colours := map[color.Color]int{}
	for x := range 800 {
		for y := range 800 {
			colours[drawn.At(x, y)]++
		}
	}
	if colours[color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}] < 500 {
		t.Error("the first tile has no letters")
	}
	if path := os.Getenv("LINE_MENU_PNG"); path != "" {
		if err := os.WriteFile(path, []byte(calls[0].Body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
