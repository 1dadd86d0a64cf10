package web

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/chat"
)

// An officeFront is a first screen as an office has one.
type officeFront struct{}

func (officeFront) Front(_ context.Context, programme string, english bool) chat.Front {
	question := func(n int, text string) chat.Choice {
		return chat.Choice{Label: text, Data: fmt.Sprintf("answer:seller/%d", n)}
	}
	if english {
		return chat.Front{Office: "海外販路支援 事務局", Hours: "Open today until 17:30 (Japan time).", Programme: programme}
	}
	f := chat.Front{
		Office: "海外販路支援 事務局", Open: true, Hours: "本日は17:30まで受け付けています。", Promise: "いまお問い合わせいただくと、12/1（火）17:30までにお返事します。",
		Notices:    []string{"説明会の動画を公開しました。https://www.example.or.jp/動画 からご覧ください。"},
		Programmes: []chat.FrontProgramme{{ID: "seller", Name: "海外ECモール", Note: "2027年3月26日まで"}, {ID: "match", Name: "商談マッチング"}, {ID: "old", Name: "海外展示会", Note: "2026年3月31日に終了しました", Ended: true}},
		Programme:  programme,
		Questions: []chat.Choice{question(1, "会費はかかりますか。"), question(8, "商品の登録に必要な項目を教えてください。"), question(3, "申し込みから出品まで、どのくらいかかりますか。"),
			question(4, "英語ができなくても参加できますか。"), question(5, "サンプルの送料はだれが負担しますか。"), question(6, "登録した内容を変更したいです。")},
		Sections: []chat.FrontSection{{Title: "海外ECモール｜お申し込み", Questions: []chat.Choice{question(1, "会費はかかりますか。"), question(3, "申し込みから出品まで、どのくらいかかりますか。")}},
			{Title: "海外ECモール｜商品の登録", Questions: []chat.Choice{question(8, "商品の登録に必要な項目を教えてください。")}}, {Title: "商談マッチング｜そのほか", Questions: []chat.Choice{question(9, "商談には通訳がつきますか。")}}},
		Requests: []chat.Choice{{Label: "お問い合わせ", Data: "start:inquiry"}, {Label: "登録内容の変更", Data: "start:change"}, {Label: "事前相談", Data: "start:consultation"}, {Label: "受付状況", Data: "status"}},
		Purpose:  "お書きいただいた内容は、お答えとご連絡のためだけに使います。", Privacy: "https://www.example.or.jp/privacy",
	}
	if programme != "" {
		f.Sections = f.Sections[:2]
	}
	if programme == "old" {
		f.Open, f.Hours, f.Notices = false, "本日は休業日です（年末年始）。次の受付は2027年1/4（月）9:30からです。", nil
	}
	return f
}

// A cabinet keeps files in memory.
type cabinet struct {
	mu    sync.Mutex
	files map[string]cabinetFile
	slow  time.Duration // for how long each piece is on its way
	full  bool
	fails int // pieces that are lost before one is not
}

type cabinetFile struct {
	chat.File
	mediaType string
	content   []byte
}

func (c *cabinet) ArriveFile(ctx context.Context, from chat.Address, f chat.File, mediaType string, offset int64, piece []byte) (int64, error) {
	select {
	case <-time.After(c.slow):
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.full {
		return 0, chat.ErrTooBig
	}
	if c.fails > 0 {
		c.fails--
		return 0, errDown
	}
	if c.files == nil {
		c.files = map[string]cabinetFile{}
	}
	have, known := c.files[from.ID+"/"+f.ID]
	if !known && offset == 0 {
		have = cabinetFile{File: f, mediaType: mediaType}
	} else if !known {
		return 0, chat.ErrNotFound
	}
	if int64(len(have.content)) == offset {
		have.content = append(have.content, piece...)
	}
	c.files[from.ID+"/"+f.ID] = have
	return int64(len(have.content)), nil
}

func (c *cabinet) Arrived(_ context.Context, from chat.Address, ids []string) ([]chat.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []chat.File
	for _, id := range ids {
		f, ok := c.files[from.ID+"/"+id]
		if !ok || int64(len(f.content)) != f.Bytes {
			return nil, chat.ErrNotFound
		}
		out = append(out, f.File)
	}
	return out, nil
}

func (c *cabinet) DropArrived(_ context.Context, from chat.Address, id string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.files, from.ID+"/"+id)
	return nil
}

func (c *cabinet) File(_ context.Context, from chat.Address, id string) (string, []byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, ok := c.files[from.ID+"/"+id]
	if !ok {
		return "", nil, chat.ErrNotFound
	}
	return f.mediaType, f.content, nil
}

// names are the files that are there, by the office's own word for each.
func (c *cabinet) names() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for f := range maps.Values(c.files) {
		out = append(out, fmt.Sprintf("%s %s %s %d", f.Name, f.Type, f.mediaType, len(f.content)))
	}
	return out
}

// A ledger knows one ticket.
type ledger struct {
	mu    sync.Mutex
	tries int
}

func (l *ledger) Standing(_ context.Context, number, code string) (Standing, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if number == "broken" {
		return Standing{}, false, errDown
	}
	if strings.ToUpper(number) != "Q-0012" || code != "K7Q2M-9XRTV" || l.tries >= 5 {
		l.tries++
		return Standing{}, false, nil
	}
	at := time.Date(2026, 11, 30, 3, 0, 0, 0, time.UTC)
	return Standing{Number: "Q-0012", Kind: "お問い合わせ", Status: "返信済み", Opened: at, Sent: at.Add(-62 * time.Second), Replies: []Reply{{at.Add(time.Hour), "お問い合わせありがとうございます。\n登録は3営業日ほどで完了します。"}}}, true, nil
}

// fullSite is an office that offers all there is.
func fullSite(t testing.TB, c Config) (*site, *cabinet) {
	files := &cabinet{}
	c.Fronter, c.Files, c.Tickets = officeFront{}, files, &ledger{}
	s := officeSite(t, c)
	s.reply = fullReply
	return s, files
}

// fullReply answers with all that a message can hold.
func fullReply(e chat.Event) []chat.Message {
	bot := func(text string, choices ...chat.Choice) chat.Message {
		return chat.Message{Author: chat.Bot, Text: text, Choices: choices}
	}
	switch {
	case e.Kind == chat.Media:
		return []chat.Message{bot("お送りいただいたファイルを、受付番号 Q-0012 に添えました。")}
	case e.Data == "start:inquiry":
		m := bot("［1/3］会社名を教えてください。\n例：株式会社みなと商会")
		m.Input, m.Waits = "text", "会社名"
		return []chat.Message{m}
	case e.Text == "株式会社みなと":
		m := bot("この内容で送ります。よろしいですか。\n\n【お問い合わせ】\n1 会社名：株式会社みなと", chat.Choice{Label: "送る", Data: "send", Primary: true}, chat.Choice{Label: "直す", Data: "edit"}, chat.Choice{Label: "やめる", Data: "quit"})
		m.Summary = &chat.Summary{Lead: "この内容で送ります。よろしいですか。", Title: "お問い合わせ", Rows: []chat.SummaryLine{
			{No: 1, Label: "会社名", Value: "株式会社みなと"}, {No: 2, Label: "お名前", Value: "湊 はるか"}, {No: 3, Label: "ご用件", Value: "登録した商品の写真を差しかえたいのですが、公開までどのくらいかかりますか。"}}}
		return []chat.Message{m}
	case e.Data == "send":
		m := bot("受け付けました。受付番号は Q-0012 です。\n12/1（火）17:30までに、このトークでお返事します。\n確認コードは K7Q2M-9XRTV です。")
		m.Receipt = &chat.Ticketed{Number: "Q-0012", Code: "K7Q2M-9XRTV", Lines: []string{"12/1（火）17:30までに、このトークでお返事します。"}}
		return []chat.Message{m}
	case strings.HasPrefix(e.Data, "answer:"):
		e.Data = ""
		return officeReply(chat.Event{Kind: chat.Text, Text: "登録"})
	}
	return officeReply(e)
}
