package main

import (
	"context"
	"fmt"
	"time"

	"madoguchi/postgres"
	"madoguchi/reading"
)

const (
	backupsEvery = 15 * time.Minute // how often it is looked at what became of backups
	backupsLate  = 8 * 24 * time.Hour
)

// keepBackups tells staff, once each, of a backup or a drill that failed, of backups that have stopped
// coming, and of what was held back after a restoration. An office that has never made one by the command
// has other means, and is told nothing.
func (s *server) keepBackups(ctx context.Context) {
	tick := time.NewTicker(backupsEvery)
	defer tick.Stop()
	for {
		if err := s.tellBackups(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("look what became of backups", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (s *server) tellBackups(ctx context.Context) error {
	latest, err := s.db.store.LatestBackups(ctx, true)
	if err != nil {
		return err
	}
	now := s.env.Now()
	if b, ok := latest[postgres.BackupMade]; ok {
		began := b.Began.In(reading.JST)
		switch {
		case b.Error != "":
			s.notices.Tell(fmt.Sprintf("backup:%d", b.ID), say("terminal.backup.tell_failed", "month", int(began.Month()), "day", began.Day()))
		case now.Sub(b.Ended) > backupsLate:
			s.notices.Tell(fmt.Sprintf("backup_late:%d", b.ID), say("terminal.backup.tell_late", "month", int(began.Month()), "day", began.Day()))
		}
	}
	if b, ok := latest[postgres.BackupDrilled]; ok && b.Error != "" {
		s.notices.Tell(fmt.Sprintf("drill:%d", b.ID), say("terminal.backup.tell_drill", "file", b.File))
	}
	if b, ok := latest[postgres.BackupRestored]; ok && (b.Tables["deliveries"].Rows > 0 || b.Tables["inbox"].Rows > 0) {
		s.notices.Tell(fmt.Sprintf("restored:%d", b.ID), say("terminal.backup.tell_restored",
			"deliveries", b.Tables["deliveries"].Rows, "events", b.Tables["inbox"].Rows, "url", s.base+"/desk/deliveries"))
	}
	return nil
}
