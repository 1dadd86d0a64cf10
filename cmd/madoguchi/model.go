package main

import (
	"github.com/prometheus/client_golang/prometheus"

	"madoguchi/bot"
	"madoguchi/handlers/console"
)

// The optional language model: what it may do stands in package llm and faq/choose.

// withModel has the bot ask the model that is configured, if any is.
func (s *server) withModel(c bot.Config) bot.Config {
	if s.model = s.config.LLM.client(); s.model != nil {
		c.Model, c.Consulted = s.model, s.db.store
	}
	return c
}

// deskModel is what the desk shows of the model, nil where none is configured.
func (s *server) deskModel() *console.Model {
	if s.model == nil {
		return nil
	}
	outside, plain := s.model.Outside()
	return &console.Model{Server: s.model.Server(), Name: s.model.Model(), Ready: s.model.Ready, Outside: outside, Plain: plain}
}

// measureModel counts what a model is asked, by how it ended.
func (s *server) measureModel() {
	if s.model == nil {
		return
	}
	c := s.model.Counts()
	for outcome, read := range map[string]func() int64{
		"answered": c.Answered.Load, "invalid": c.Invalid.Load, "late": c.Late.Load, "failed": c.Failed.Load, "busy": c.Busy.Load,
	} {
		s.metrics.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "madoguchi_llm_total", Help: "Questions to the language model, by how they ended.", ConstLabels: prometheus.Labels{"outcome": outcome},
		}, func() float64 { return float64(read()) }))
	}
	s.metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "madoguchi_llm_up", Help: "1 unless the language model's server is being left alone because it failed.",
	}, func() float64 {
		if s.model.Ready() {
			return 1
		}
		return 0
	}))
}
