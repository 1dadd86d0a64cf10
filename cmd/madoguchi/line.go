package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"

	"madoguchi/bot"
	"madoguchi/faq"
	"madoguchi/handlers/line"
	"madoguchi/office"
)

// lineTime bounds what the line commands may take in all.
const lineTime = time.Minute

// runLINE looks after the office's accounts at LINE: it says whether their set-up is sound, and
// sets their rich menus.
func runLINE(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("line", flag.ContinueOnError)
	bar := fs.String("bar", say("terminal.menu_bar"), "richmenu: the `TEXT` of the bar that opens it, at most 14 characters")
	image := fs.String("image", "", "richmenu: a PNG or JPEG `FILE` divided like its tiles; drawn when empty")
	font := fs.String("font", "", "richmenu: a font `FILE` with Japanese letters to draw with; looked for when empty")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 || rest[0] != "check" && rest[0] != "richmenu" {
		return usageError{"line: want 'check' or 'richmenu'"}
	}
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	s, err := newLINE(c, env)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, lineTime)
	defer cancel()
	if rest[0] == "check" {
		return checkLINE(ctx, env, s)
	}
	menu, err := officeMenu(ctx, c, env, *bar, *image, *font)
	if err != nil {
		return err
	}
	return setRichMenus(ctx, env, s, menu)
}

// newLINE is the channel for commands, which take nothing in.
func newLINE(c config, env environment) (*line.Service, error) {
	if !c.LINE.on() {
		return nil, errors.New("LINE is off: set LINE_CHANNEL_SECRET and LINE_CHANNEL_TOKEN")
	}
	accounts, err := line.ParseAccounts(string(c.LINE.Secret), string(c.LINE.Token))
	if err != nil {
		return nil, err
	}
	return line.New(line.Config{Accounts: accounts, APIURL: c.LINE.APIURL, DataURL: c.LINE.DataURL, Now: env.Now, Log: newLog(env)}, nil)
}

// checkLINE prints what LINE says of the accounts. It fails when something needs doing.
func checkLINE(ctx context.Context, env environment, s *line.Service) error {
	bad := 0
	for _, f := range s.Check(ctx) {
		mark := "✓"
		if !f.OK {
			mark = "✗"
			bad++
		}
		if _, err := fmt.Fprintf(env.Stdout, "%s %s\n", mark, f.Text); err != nil {
			return err
		}
	}
	if bad > 0 {
		return fmt.Errorf("check LINE: %d of the findings need looking at", bad)
	}
	return nil
}

// officeMenu is the rich menu of the office file: what can be asked for, and the programmes that have not
// ended.
func officeMenu(ctx context.Context, c config, env environment, bar, image, font string) (line.Menu, error) {
	off, err := loadOffice(c)
	if err != nil {
		return line.Menu{}, err
	}
	if err := leaveEnded(ctx, c, env, off); err != nil {
		return line.Menu{}, err
	}
	m := line.Menu{Bar: bar, Items: bot.New(bot.Config{Office: off}).Menu(line.MaxMenuItems), Font: font}
	if image != "" {
		if m.Image, err = os.ReadFile(image); err != nil {
			return line.Menu{}, fmt.Errorf("read rich menu image: %w", err)
		}
	}
	return m, nil
}

// leaveEnded takes the programmes out of an office that have ended by its file or, where DATABASE_URL names a
// server, by their documents. A private database is not started for that.
func leaveEnded(ctx context.Context, c config, env environment, off *office.Office) error {
	ended := map[string]bool{}
	if c.DatabaseURL != "" {
		db, err := openDatabase(ctx, env)
		if err != nil {
			return err
		}
		defer db.close()
		cs, _, err := db.store.LoadCollections(ctx)
		if err != nil {
			return fmt.Errorf("read which programmes have ended: %w", err)
		}
		for _, served := range cs {
			ended[served.ID] = served.Validity.At(env.Now()) == faq.Ended
		}
	}
	off.Programmes = slices.DeleteFunc(off.Programmes, func(p office.Programme) bool {
		if p.Until != "" {
			return p.Validity().At(env.Now()) == faq.Ended
		}
		return ended[p.ID]
	})
	return nil
}

// setRichMenus gives every account the menu.
func setRichMenus(ctx context.Context, env environment, s *line.Service, m line.Menu) error {
	for _, account := range s.Accounts() {
		changed, err := s.RichMenu(ctx, account, m)
		if err != nil {
			return fmt.Errorf("set rich menu of LINE account %q: %w", account, err)
		}
		what := say("terminal.menu_was")
		if changed {
			what = say("terminal.menu_set")
		}
		if account != "" {
			what = account + "：" + what
		}
		if _, err := fmt.Fprintln(env.Stdout, what); err != nil {
			return err
		}
	}
	return nil
}
