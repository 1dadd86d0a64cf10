package email

import (
	"context"
	"fmt"
	"time"
)

// Check signs in at the mail server and sends nothing. The error says at which step it ended.
func (s *Service) Check(ctx context.Context) error {
	c, conn, end, f := s.open(ctx)
	defer end()
	if f.err != nil {
		return fmt.Errorf("%s: %w", f.step, f.err)
	}
	_ = conn.SetDeadline(time.Now().Add(farewell))
	_ = c.Quit() // for the server's sake
	return nil
}
