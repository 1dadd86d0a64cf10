package main

import (
	"context"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"madoguchi/handlers/console"
)

// measure makes the program's figures available at /metrics.
func (s *server) measure() {
	c := s.bot.Counts()
	count := func(name, help string, read func() int64) {
		s.metrics.MustRegister(prometheus.NewCounterFunc(
			prometheus.CounterOpts{Name: "madoguchi_" + name, Help: help}, func() float64 { return float64(read()) }))
	}
	count("turns_total", "Events decided.", c.Turns.Load)
	count("turns_failed_total", "Turns that failed and were left to be tried again.", c.TurnsFailed.Load)
	count("deliveries_sent_total", "Deliveries a platform accepted.", c.Sent.Load)
	count("deliveries_retried_total", "Attempts that are to be made again.", c.Retried.Load)
	count("deliveries_held_total", "Deliveries held for quota or an unreachable contact.", c.Held.Load)
	count("deliveries_dead_total", "Deliveries given up.", c.Dead.Load)
	count("unmatched_tickets_total", "Tickets that no rule of the routing table gave to anybody: they went to the secretariat.", c.Unmatched.Load)
	count("line_pushes_total", "Units of LINE's paid quota used.", c.Pushes.Load)
	traffic := s.db.store.Traffic()
	count("database_statements_total", "SQL statements sent to the database.", traffic.Statements.Load)
	count("database_round_trips_total", "Times that the database was waited for; statements that go together share one.", traffic.RoundTrips.Load)
	s.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	s.metrics.MustRegister(backlog{s})
	s.measureModel()
	if s.slack != nil {
		s.metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "madoguchi_slack_up", Help: "1 unless an administrator has to mend the Slack app.",
		}, func() float64 {
			if s.slack.Health() != nil {
				return 0
			}
			return 1
		}))
	}
}

// A backlog reads from the database how much waits, at each scrape.
type backlog struct{ s *server }

var (
	waitingDesc = prometheus.NewDesc("madoguchi_waiting", "Rows that wait, by what they are.", []string{"what"}, nil)
	backupDesc  = prometheus.NewDesc("madoguchi_backup_time_seconds", "When a backup was last made, and one last read back, with success.", []string{"what"}, nil)
	oldestDesc  = prometheus.NewDesc("madoguchi_pending_seconds", "Age of the oldest delivery that is due and not sent.", nil, nil)
)

// Describe implements prometheus.Collector.
func (backlog) Describe(ch chan<- *prometheus.Desc) {
	ch <- waitingDesc
	ch <- oldestDesc
	ch <- backupDesc
}

// Collect implements prometheus.Collector. A database that does not answer leaves the figures out.
func (b backlog) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	g, err := b.s.db.store.Gauges(ctx)
	if err != nil {
		b.s.log.Error("read gauges", "err", err)
		return
	}
	for what, n := range map[string]int{
		"events": g.EventsWaiting, "dead_events": g.EventsDead, "deliveries": g.DeliveriesPending, "held_deliveries": g.DeliveriesHeld,
		"dead_deliveries": g.DeliveriesDead, "open_tickets": g.TicketsOpen, "unassigned_tickets": g.TicketsUnassigned, "overdue_tickets": g.TicketsOverdue,
	} {
		ch <- prometheus.MustNewConstMetric(waitingDesc, prometheus.GaugeValue, float64(n), what)
	}
	ch <- prometheus.MustNewConstMetric(oldestDesc, prometheus.GaugeValue, g.PendingSince.Seconds())
	latest, err := b.s.db.store.LatestBackups(ctx, false)
	if err != nil {
		b.s.log.Error("read when backups were made", "err", err)
	}
	for act, made := range latest {
		ch <- prometheus.MustNewConstMetric(backupDesc, prometheus.GaugeValue, float64(made.Ended.Unix()), string(act))
	}
}

// deskBacklog is the same for the desk's page on the state of things.
func (s *server) deskBacklog(ctx context.Context) (console.Backlog, error) {
	g, err := s.db.store.Gauges(ctx)
	if err != nil {
		return console.Backlog{}, err
	}
	b := console.Backlog{Events: g.EventsWaiting, Pending: g.DeliveriesPending, Held: g.DeliveriesHeld, Dead: g.DeliveriesDead, Strays: g.EventsDead}
	if g.PendingSince > 0 {
		b.Oldest = s.env.Now().Add(-g.PendingSince)
	}
	return b, nil
}

// countLINE counts what the LINE channel reports, by its name without the channel's.
func (s *server) countLINE() func(name string) {
	events := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "madoguchi_line_total", Help: "What happened at LINE's door, by what it was.",
	}, []string{"what"})
	s.metrics.MustRegister(events)
	return func(name string) { events.WithLabelValues(strings.TrimPrefix(name, "line_")).Inc() }
}
