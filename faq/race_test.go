//go:build race

package faq_test

func init() { underRace = true }
