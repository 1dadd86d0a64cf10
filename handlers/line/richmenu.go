package line

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // LINE takes JPEG and PNG
	_ "image/png"
	"strings"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/chars"
	"madoguchi/chat"
)

// menuPrefix begins the names of the rich menus that are ours to replace.
const menuPrefix = "madoguchi "

// MaxMenuItems is how many tiles a rich menu has at most, so that each stays large enough for a
// thumb; LINE would take 20.
const MaxMenuItems = 6

// Limits of a rich menu and its image.
const (
	maxBar       = 14 // units of the text below a rich menu
	maxMenuLabel = 20 // units of an area's label
	maxMenuImage = 1 << 20
	menuWidth    = 2500
	menuRow      = 843 // the height of one row; two make 1686
)

// A Menu is the rich menu below the talk: tiles that say or open something. LINE for PC shows none
// of it, so each thing must also be reachable by typing.
type Menu struct {
	Bar   string        // the text of the bar that opens and closes it, at most 14 characters
	Items []chat.Choice // one to six; those without Data or URL say their label
	Image []byte        // a PNG or JPEG made for it, divided like the tiles; nil: one is drawn
	Font  string        // for drawing: a font file with Japanese letters; "" looks in the usual places
}

// RichMenu makes m an account's rich menu for all its contacts and reports whether that changed
// anything. It can be run any number of times: what is already there under the name made of m's
// content is left alone, and older menus of ours are removed once the new one stands.
func (s *Service) RichMenu(ctx context.Context, account string, m Menu) (changed bool, err error) {
	acct, err := s.account(account)
	if err != nil {
		return false, err
	}
	request, picture, err := m.request()
	if err != nil {
		return false, fmt.Errorf("make LINE rich menu: %w", err)
	}
	c, err := s.client(ctx, acct)
	if err != nil {
		return false, err
	}
	list, err := c.GetRichMenuList()
	if err != nil {
		return false, fmt.Errorf("read LINE rich menus: %w", err)
	}
	standing, err := s.stand(ctx, c, acct, list.Richmenus, request, picture)
	if err != nil {
		return false, err
	}
	for _, old := range list.Richmenus {
		if old.RichMenuId != standing.id && strings.HasPrefix(old.Name, menuPrefix) {
			if _, err := c.DeleteRichMenu(old.RichMenuId); err != nil {
				return standing.changed, fmt.Errorf("delete old LINE rich menu %s: %w", old.RichMenuId, err)
			}
		}
	}
	return standing.changed, nil
}

// A stand is the menu that stands after all.
type stand struct {
	id      string
	changed bool
}

// stand makes the menu of request the standard one: the one already there, where it is whole, or a
// new one.
func (s *Service) stand(ctx context.Context, c *messaging_api.MessagingApiAPI, acct *account, menus []messaging_api.RichMenuResponse, request *messaging_api.RichMenuRequest, picture []byte) (stand, error) {
	now := ""
	if d, err := c.GetDefaultRichMenuId(); err == nil { // an error is 404: there is none
		now = d.RichMenuId
	}
	for _, m := range menus {
		if m.Name != request.Name {
			continue
		}
		if m.RichMenuId == now {
			return stand{id: now}, nil
		}
		if _, err := c.SetDefaultRichMenu(m.RichMenuId); err == nil {
			return stand{m.RichMenuId, true}, nil
		}
		// Its image is missing: an earlier run was cut short. It is deleted with the old ones.
	}
	created, err := c.CreateRichMenu(request)
	if err != nil {
		return stand{}, fmt.Errorf("create LINE rich menu: %w", err)
	}
	b, err := s.blob(ctx, acct)
	if err != nil {
		return stand{}, err
	}
	_, format, err := image.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		return stand{}, fmt.Errorf("read rich menu image: %w", err)
	}
	if _, err := b.SetRichMenuImage(created.RichMenuId, "image/"+format, bytes.NewReader(picture)); err != nil {
		return stand{}, fmt.Errorf("upload LINE rich menu image: %w", err)
	}
	if _, err := c.SetDefaultRichMenu(created.RichMenuId); err != nil {
		return stand{}, fmt.Errorf("set LINE rich menu: %w", err)
	}
	return stand{created.RichMenuId, true}, nil
}

// request is the menu as LINE takes it, with its image.
func (m Menu) request() (*messaging_api.RichMenuRequest, []byte, error) {
	if err := m.check(); err != nil {
		return nil, nil, err
	}
	picture := m.Image
	if picture == nil {
		var err error
		if picture, err = m.draw(); err != nil {
			return nil, nil, err
		}
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		return nil, nil, fmt.Errorf("its image is neither PNG nor JPEG: %w", err)
	}
	if err := checkImage(config, len(picture)); err != nil {
		return nil, nil, err
	}
	r := &messaging_api.RichMenuRequest{
		Size:     &messaging_api.RichMenuSize{Width: int64(config.Width), Height: int64(config.Height)},
		Selected: true, ChatBarText: m.Bar,
	}
	for i, tile := range m.tiles(config.Width, config.Height) {
		r.Areas = append(r.Areas, messaging_api.RichMenuArea{
			Bounds: &messaging_api.RichMenuBounds{X: int64(tile.Min.X), Y: int64(tile.Min.Y), Width: int64(tile.Dx()), Height: int64(tile.Dy())},
			Action: action(m.Items[i], chars.Cut(label(m.Items[i]), maxMenuLabel)),
		})
	}
	content, err := json.Marshal(r)
	if err != nil {
		return nil, nil, fmt.Errorf("encode it: %w", err)
	}
	sum := sha256.Sum256(append(content, picture...))
	r.Name = menuPrefix + hex.EncodeToString(sum[:8])
	return r, picture, nil
}

func (m Menu) check() error {
	if n := chars.Units(m.Bar); strings.TrimSpace(m.Bar) == "" || n > maxBar {
		return fmt.Errorf("its bar text has %d characters, of 1 to %d", n, maxBar)
	}
	if n := len(m.Items); n == 0 || n > MaxMenuItems {
		return fmt.Errorf("it has %d tiles, of 1 to %d", n, MaxMenuItems)
	}
	for _, it := range m.Items {
		if label(it) == "" || action(it, label(it)) == nil {
			return fmt.Errorf("tile %q has no label, or a link that LINE does not open", it.Label)
		}
	}
	return nil
}

func checkImage(c image.Config, bytes int) error {
	switch {
	case c.Width < 800 || c.Width > 2500 || c.Height < 250:
		return fmt.Errorf("its image is %d×%d, and must be 800 to 2500 wide and at least 250 high", c.Width, c.Height)
	case c.Width*100 < c.Height*145:
		return fmt.Errorf("its image is %d×%d: the width must be at least 1.45 times the height", c.Width, c.Height)
	case bytes > maxMenuImage:
		return errors.New("its image is larger than 1 MB")
	}
	return nil
}

// tiles divides a menu: up to three items stand in one row, more in two, the first the fuller.
func (m Menu) tiles(width, height int) []image.Rectangle {
	rows := [][2]int{{0, len(m.Items)}}
	if n := len(m.Items); n > 3 {
		rows = [][2]int{{0, (n + 1) / 2}, {(n + 1) / 2, n}}
	}
	var tiles []image.Rectangle
	for r, row := range rows {
		n := row[1] - row[0]
		for i := range n {
			tiles = append(tiles, image.Rect(width*i/n, height*r/len(rows), width*(i+1)/n, height*(r+1)/len(rows)))
		}
	}
	return tiles
}
