//go:build race

package baseline

func init() { underRace = true }
