package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"madoguchi/handlers"
	"madoguchi/handlers/email"
	"madoguchi/handlers/oidc"
	"madoguchi/handlers/peer"
	"madoguchi/handlers/web"
	"madoguchi/llm"
	"madoguchi/webhook"
)

// A secret is a configured value that must never be printed.
type secret string

func (s secret) String() string { return "redacted" }

// MarshalJSON keeps the secret out of JSON, as String keeps it out of text.
func (s secret) MarshalJSON() ([]byte, error) { return []byte(`"redacted"`), nil }

// GoString keeps the secret out of %#v.
func (s secret) GoString() string { return "redacted" }

// A config is all configuration of the program, read once from the environment.
type config struct {
	Addr        string // where HTTP is served
	MetricsAddr string // where the figures are, and why the program is not well; "" = nowhere of its own
	Token       secret // by which both are told at Addr, too; "" = they are not
	Data        string // the data directory of the embedded database; "" = the user's
	OfficeFile  string // "" = the office file shipped with the program
	DatabaseURL secret // "" = the embedded database
	BaseURL     string // how browsers reach us, for links; "" = http://Addr
	PracticeURL string // where the practice mode is, for the real desk to point at; "" = it is not told
	Synonyms    string // further dictionaries of synonyms, a list of paths
	Limits      handlers.Limits
	Hooks       webhook.Guard // which networks of one's own webhooks may reach
	Links       bool          // ask other sites whether the FAQ's links to them can be opened

	Identify secret // by which the site that carries the chat signs who its members are; "" = it does not

	LLM   llmConfig
	LINE  lineConfig
	Slack slackConfig
	Mail  mailConfig
	OIDC  oidcConfig
}

// llmConfig is a server of a language model.
type llmConfig struct {
	URL, Model string
	Key        secret
}

func (c llmConfig) on() bool { return c.URL != "" }

// client is the client for it, nil where there is none.
func (c llmConfig) client() *llm.Client {
	if !c.on() {
		return nil
	}
	return llm.New(llm.Config{URL: c.URL, Model: c.Model, Key: string(c.Key)})
}

// oidcConfig is a company at which the office's people sign in.
type oidcConfig struct {
	Issuer, Client string
	Secret         secret
	Name           string // on the button
	TrustMail      bool   // its addresses are its own people's, though it does not say that they are verified
}

func (c oidcConfig) on() bool { return c.Issuer != "" }

type lineConfig struct {
	Secret, Token   secret
	APIURL, DataURL string
	Reserve         int // percent of the month's pushes that are kept for what staff say
}

// lineReserve is kept where LINE_RESERVE says nothing.
const lineReserve = 30

func (c lineConfig) on() bool { return c.Secret != "" }

type slackConfig struct {
	SigningSecret, BotToken, AppToken secret
	Channel, Group, APIURL            string

	Client, Issuer string // of Sign in with Slack
	ClientSecret   secret
}

func (c slackConfig) on() bool { return c.SigningSecret != "" }

type mailConfig struct {
	URL           secret // of the mail server, with its password
	From, ReplyTo string

	Mailbox secret   // to be read by IMAP, with its password; "" = none
	Listen  string   // where the office's relay brings mails; "" = nowhere
	Inboxes []string // further addresses at which mails come in
	Relay   string   // the authserv-id of the relay whose word on senders counts
}

func (c mailConfig) on() bool { return c.URL != "" }

// hears reports whether mails are taken in.
func (c mailConfig) hears() bool { return c.Mailbox != "" || c.Listen != "" }

// secure says whether browsers reach us by https.
func (c config) secure() bool { return strings.HasPrefix(strings.ToLower(c.BaseURL), "https://") }

// readConfig reads the environment and reports every fault at once.
func readConfig(getenv func(string) string) (config, error) {
	c := config{
		Addr:        or(getenv("MADOGUCHI_ADDR"), "127.0.0.1:8080"),
		MetricsAddr: getenv("MADOGUCHI_METRICS_ADDR"),
		Token:       secret(getenv("MADOGUCHI_METRICS_TOKEN")),
		Data:        getenv("MADOGUCHI_DATA"),
		OfficeFile:  getenv("MADOGUCHI_OFFICE"),
		DatabaseURL: secret(getenv("DATABASE_URL")),
		BaseURL:     strings.TrimSuffix(getenv("MADOGUCHI_URL"), "/"),
		PracticeURL: practiceURL(getenv("MADOGUCHI_PRACTICE_URL")),
		Synonyms:    getenv("MADOGUCHI_SYNONYMS"),
		Identify:    secret(getenv("MADOGUCHI_IDENTIFY_SECRET")),
		LLM:         llmConfig{URL: getenv("MADOGUCHI_LLM_URL"), Model: getenv("MADOGUCHI_LLM_MODEL"), Key: secret(getenv("MADOGUCHI_LLM_KEY"))},
		LINE: lineConfig{
			Secret: secret(getenv("LINE_CHANNEL_SECRET")), Token: secret(getenv("LINE_CHANNEL_TOKEN")),
			APIURL: getenv("LINE_API_URL"), DataURL: getenv("LINE_DATA_URL"),
		},
		Slack: slackConfig{
			SigningSecret: secret(getenv("SLACK_SIGNING_SECRET")), BotToken: secret(getenv("SLACK_BOT_TOKEN")),
			AppToken: secret(getenv("SLACK_APP_TOKEN")), Channel: getenv("SLACK_CHANNEL"), Group: getenv("SLACK_STAFF_GROUP"), APIURL: getenv("SLACK_API_URL"),
			Client: getenv("SLACK_CLIENT_ID"), ClientSecret: secret(getenv("SLACK_CLIENT_SECRET")), Issuer: or(getenv("SLACK_ISSUER"), oidc.SlackIssuer),
		},
		OIDC: oidcConfig{
			Issuer: getenv("OIDC_ISSUER"), Client: getenv("OIDC_CLIENT_ID"), Secret: secret(getenv("OIDC_CLIENT_SECRET")),
			Name: or(getenv("OIDC_NAME"), "OpenID Connect"), TrustMail: getenv("OIDC_TRUST_MAIL") == "yes",
		},
		Mail: mailConfig{URL: secret(getenv("SMTP_URL")), From: getenv("MAIL_FROM"), ReplyTo: getenv("MAIL_REPLY_TO"),
			Mailbox: secret(getenv("IMAP_URL")), Listen: getenv("MAIL_LISTEN"), Inboxes: list(getenv("MAIL_ADDRESSES")), Relay: getenv("MAIL_AUTHSERV")},
	}
	var faults []string
	for _, err := range append(append(c.faults(getenv), c.readLimits(getenv)...), c.LINE.readReserve(getenv("LINE_RESERVE"))) {
		if err != nil {
			faults = append(faults, err.Error())
		}
	}
	if len(faults) > 0 {
		return c, fmt.Errorf("read configuration: %s", strings.Join(faults, "; "))
	}
	return c, nil
}

// shortestToken is what nobody guesses over the network.
const shortestToken = 16

func (c config) faults(getenv func(string) string) []error {
	var faults []error
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		faults = append(faults, fmt.Errorf("MADOGUCHI_ADDR %q: want host:port", c.Addr))
	}
	if _, _, err := net.SplitHostPort(c.MetricsAddr); c.MetricsAddr != "" && (err != nil || c.MetricsAddr == c.Addr) {
		faults = append(faults, fmt.Errorf("MADOGUCHI_METRICS_ADDR %q: want host:port, another than MADOGUCHI_ADDR", c.MetricsAddr))
	}
	if c.Token != "" && len(c.Token) < shortestToken {
		faults = append(faults, fmt.Errorf("MADOGUCHI_METRICS_TOKEN: want %d characters or more", shortestToken))
	}
	for _, name := range []string{"MADOGUCHI_URL", "MADOGUCHI_PRACTICE_URL", "MADOGUCHI_LLM_URL", "LINE_API_URL", "LINE_DATA_URL", "SLACK_API_URL", "SLACK_ISSUER", "OIDC_ISSUER"} {
		if v := getenv(name); v != "" && !isHTTP(v) {
			faults = append(faults, fmt.Errorf("%s %q: want an http or https address", name, v))
		}
	}
	if c.OfficeFile != "" {
		if _, err := os.Stat(c.OfficeFile); err != nil {
			faults = append(faults, fmt.Errorf("MADOGUCHI_OFFICE: %w", err))
		}
	}
	faults = append(faults, together(getenv, "the language model is half configured", "MADOGUCHI_LLM_URL", "MADOGUCHI_LLM_MODEL"))
	if c.LLM.Key != "" && !c.LLM.on() {
		faults = append(faults, errors.New("MADOGUCHI_LLM_KEY is set: MADOGUCHI_LLM_URL and MADOGUCHI_LLM_MODEL must be too"))
	}
	faults = append(faults, together(getenv, "LINE is half configured", "LINE_CHANNEL_SECRET", "LINE_CHANNEL_TOKEN"))
	faults = append(faults, together(getenv, "Slack is half configured", "SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "SLACK_CHANNEL"))
	faults = append(faults, together(getenv, "Sign in with Slack is half configured", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"))
	faults = append(faults, together(getenv, "sign-in at another company is half configured", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"))
	if c.Slack.Client != "" && !c.Slack.on() {
		faults = append(faults, errors.New("SLACK_CLIENT_ID is set: SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN and SLACK_CHANNEL must be too, for the channel's members are the staff"))
	}
	if n := len(c.Identify); n > 0 && n < web.MinIdentifySecret {
		faults = append(faults, fmt.Errorf("MADOGUCHI_IDENTIFY_SECRET has %d bytes: want %d or more, at random (openssl rand -base64 48)", n, web.MinIdentifySecret))
	}
	if v := getenv("OIDC_TRUST_MAIL"); v != "" && v != "yes" && v != "no" {
		faults = append(faults, fmt.Errorf("OIDC_TRUST_MAIL %q: want yes or no", v))
	}
	if (c.Slack.Client != "" || c.OIDC.on()) && c.BaseURL == "" {
		faults = append(faults, errors.New("MADOGUCHI_URL is not set: who signs in elsewhere has to come back to it"))
	}
	faults = append(faults, together(getenv, "mail is half configured", "SMTP_URL", "MAIL_FROM"))
	if c.Mail.ReplyTo != "" && !c.Mail.on() {
		faults = append(faults, errors.New("MAIL_REPLY_TO is set: SMTP_URL and MAIL_FROM must be too"))
	}
	faults = append(faults, c.Mail.faults()...)
	if c.Slack.AppToken != "" && !c.Slack.on() {
		faults = append(faults, errors.New("SLACK_APP_TOKEN is set: SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN and SLACK_CHANNEL must be too"))
	}
	return faults
}

// faults are what is wrong with what concerns mails that come in.
func (c mailConfig) faults() []error {
	var faults []error
	if !c.hears() {
		if c.Relay != "" || len(c.Inboxes) > 0 {
			faults = append(faults, errors.New("MAIL_AUTHSERV or MAIL_ADDRESSES is set: IMAP_URL or MAIL_LISTEN must be too"))
		}
		return faults
	}
	if !c.on() {
		faults = append(faults, errors.New("IMAP_URL or MAIL_LISTEN is set: SMTP_URL and MAIL_FROM must be too, for receipts and replies go out by them"))
	}
	if c.Mailbox != "" {
		if _, err := email.ParseMailbox(string(c.Mailbox)); err != nil {
			faults = append(faults, fmt.Errorf("IMAP_URL: %w", err))
		}
	}
	if c.Listen != "" {
		if _, _, _, err := email.ParseListen(c.Listen); err != nil {
			faults = append(faults, fmt.Errorf("MAIL_LISTEN: %w", err))
		}
	}
	for _, a := range append([]string{c.ReplyTo, c.From}, c.Inboxes...) {
		if a == "" {
			continue
		}
		if _, err := email.Address(a); err != nil {
			faults = append(faults, fmt.Errorf("an address of mails that come in: %w", err))
		}
	}
	return faults
}

// list is what a variable lists with commas.
func list(v string) []string {
	var out []string
	for _, s := range strings.Split(v, ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// readReserve reads how much of the month's pushes is kept for staff, in percent.
func (c *lineConfig) readReserve(v string) error {
	c.Reserve = lineReserve
	if v == "" {
		return nil
	}
	n, err := strconv.Atoi(strings.TrimSuffix(v, "%"))
	if err != nil || n < 0 || n > 100 {
		return fmt.Errorf("LINE_RESERVE %q: want a percentage, 0 to 100", v)
	}
	c.Reserve = n
	return nil
}

// readLimits reads what strangers may hold of the program, and who speaks for others.
func (c *config) readLimits(getenv func(string) string) (faults []error) {
	for name, into := range map[string]*int{
		"MADOGUCHI_MAX_CONNECTIONS": &c.Limits.Connections, "MADOGUCHI_MAX_CONNECTIONS_PER_ADDRESS": &c.Limits.HostConnections,
		"MADOGUCHI_MAX_BODIES": &c.Limits.Bodies, "MADOGUCHI_MAX_BODIES_PER_ADDRESS": &c.Limits.HostBodies,
	} {
		v := getenv(name)
		if v == "" {
			continue
		}
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 {
			faults = append(faults, fmt.Errorf("%s %q: want a number from 1", name, v))
		}
		*into = n
	}
	proxies, err := peer.ParseProxies(getenv("MADOGUCHI_PROXIES"), getenv("MADOGUCHI_PROXY_HEADER"))
	if err != nil {
		faults = append(faults, fmt.Errorf("MADOGUCHI_PROXIES or MADOGUCHI_PROXY_HEADER: %w", err))
	}
	c.Limits.Proxies = proxies
	switch v := getenv("MADOGUCHI_LINK_CHECK"); v {
	case "", "yes":
		c.Links = true
	case "no":
	default:
		faults = append(faults, fmt.Errorf("MADOGUCHI_LINK_CHECK %q: want yes or no", v))
	}
	if c.Hooks, err = webhook.ParseGuard(getenv("MADOGUCHI_WEBHOOK_NETWORKS")); err != nil {
		faults = append(faults, fmt.Errorf("MADOGUCHI_WEBHOOK_NETWORKS: %w", err))
	}
	return faults
}

// together reports which of several variables are missing when some, but not all, are set.
func together(getenv func(string) string, what string, names ...string) error {
	var missing []string
	for _, name := range names {
		if getenv(name) == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 || len(missing) == len(names) {
		return nil
	}
	return fmt.Errorf("%s: set %s too, or unset the others", what, strings.Join(missing, " and "))
}

func isHTTP(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// dataDir is where the embedded database keeps its files: not below /root, where the unprivileged
// user that Postgres runs as could not reach it.
func dataDir(c config, getenv func(string) string) (string, error) {
	switch {
	case c.Data != "":
		return filepath.Abs(c.Data)
	case os.Geteuid() == 0:
		return "/var/lib/madoguchi", nil
	case getenv("XDG_DATA_HOME") != "":
		return filepath.Join(getenv("XDG_DATA_HOME"), "madoguchi"), nil
	}
	home := getenv("HOME")
	if home == "" {
		return "", errors.New("find data directory: neither MADOGUCHI_DATA nor HOME is set")
	}
	return filepath.Join(home, ".local", "share", "madoguchi"), nil
}
