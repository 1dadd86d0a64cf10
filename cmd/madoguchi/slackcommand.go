package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"madoguchi/handlers/slack"
)

// slackTime bounds what the slack command may take in all.
const slackTime = time.Minute

// runSlack says whether the set-up of the app in Slack is sound. It needs no database.
func runSlack(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("slack", flag.ContinueOnError)
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 || rest[0] != "check" {
		return usageError{"slack: want 'check'"}
	}
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	if !c.Slack.on() {
		return errors.New("no app in Slack: set SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN and SLACK_CHANNEL")
	}
	s, err := newSlack(c, env)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, slackTime)
	defer cancel()
	bad := 0
	for _, f := range s.Check(ctx, c.BaseURL) {
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
		return fmt.Errorf("check Slack: %d of the findings need looking at", bad)
	}
	return nil
}

// newSlack is the app for commands, which take nothing in.
func newSlack(c config, env environment) (*slack.Service, error) {
	return slack.New(slack.Config{
		SigningSecret: string(c.Slack.SigningSecret), BotToken: string(c.Slack.BotToken), AppToken: string(c.Slack.AppToken),
		Channel: c.Slack.Channel, Group: c.Slack.Group, APIURL: c.Slack.APIURL, Now: env.Now, Log: newLog(env),
	}, nil, nil)
}
