package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
)

// Pictures mostly come several at a time, each as a message of its own. Staff are told of them together: what
// tells of one waits for a moment, and the next joins it while it has not been tried.

const (
	// filesTogether is how many files are told of in one message.
	filesTogether = 10
	// newsPause is how long what tells of a picture waits for the next.
	newsPause = 2 * time.Second

	// The lane before its deliveries, as whoever claims locks them.
	sqlHoldLane = `SELECT FROM lanes WHERE lane = $1 FOR UPDATE`

	sqlWaitingNews = `
		SELECT   id, messages, state = 'pending' AND attempt = 0
		FROM     deliveries
		WHERE    lane = $1 AND settled IS NULL
		ORDER BY id DESC
		LIMIT    1
		FOR      UPDATE`

	sqlRewriteNews = `UPDATE deliveries SET messages = $2 WHERE id = $1`
)

// filesNews is what tells of files that were kept, each with the message it came with.
func filesNews(files []chat.File) chat.Message {
	m := chat.Message{Author: chat.System, Files: files, MessageID: files[0].MessageID}
	if m.Text = words.FilesNews(len(files)); len(files) == 1 {
		m.Text = words.FileNews(turn.FileKept, files[0], files[0].Bytes)
	}
	return m
}

// joinNews puts the news of a picture to those that wait to be told of, if they are the last thing its ticket
// has to say. Where there are none, it puts the news off for a moment, so that the next can join it.
func (s *Store) joinNews(ctx context.Context, tx pgx.Tx, news *turn.Outgoing) (joined bool, err error) {
	m := news.Messages[0]
	if len(m.Files) != 1 || m.Files[0].Type != "image" {
		return false, nil
	}
	news.After = s.options.Now().Add(newsPause)
	lane := clean(news.Lane())
	if _, err := tx.Exec(ctx, sqlHoldLane, lane); err != nil {
		return false, fmt.Errorf("hold the lane %s: %w", lane, err)
	}
	var id int64
	var untried bool
	var waiting []chat.Message
	err = tx.QueryRow(ctx, sqlWaitingNews, lane).Scan(&id, &waiting, &untried)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for news of other pictures: %w", err)
	}
	if !untried || len(waiting) != 1 || !tellsOfPictures(waiting[0]) {
		return false, nil
	}
	files := waiting[0].Files
	if len(files) == 1 && files[0].MessageID == "" {
		files[0].MessageID = waiting[0].MessageID
	}
	m.Files[0].MessageID = m.MessageID
	told, err := json.Marshal([]chat.Message{filesNews(append(files, m.Files[0]))})
	if err != nil {
		return false, fmt.Errorf("write news of pictures: %w", err)
	}
	if _, err := tx.Exec(ctx, sqlRewriteNews, id, told); err != nil {
		return false, fmt.Errorf("join news of pictures: %w", err)
	}
	return true, nil
}

// tellsOfPictures reports whether a message tells of pictures that were kept, and has room for one more.
func tellsOfPictures(m chat.Message) bool {
	if m.Author != chat.System || len(m.Files) == 0 || len(m.Files) >= filesTogether {
		return false
	}
	for _, f := range m.Files {
		if f.Type != "image" {
			return false
		}
	}
	return true
}
