package ticket

import (
	"sync"
	"time"

	"madoguchi/catalogue"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/jp"

	"madoguchi/reading"
)

// holidayNames are the names of the library's holidays.
var holidayNames = map[*cal.Holiday]catalogue.Key{
	jp.NewYear:                           "ticket.holiday.new_year",
	jp.ComingOfAgeDay:                    "ticket.holiday.coming_of_age",
	jp.NationalFoundationDay:             "ticket.holiday.foundation",
	jp.TheEmperorsBirthday:               "ticket.holiday.emperors_birthday",
	jp.VernalEquinoxDay:                  "ticket.holiday.vernal_equinox",
	jp.ShowaDay:                          "ticket.holiday.showa",
	jp.ConstitutionMemorialDay:           "ticket.holiday.constitution",
	jp.GreeneryDay:                       "ticket.holiday.greenery",
	jp.ChildrensDay:                      "ticket.holiday.children",
	jp.MarineDay:                         "ticket.holiday.marine",
	jp.MountainDay:                       "ticket.holiday.mountain",
	jp.RespectForTheAgedDay:              "ticket.holiday.respect_for_the_aged",
	jp.AutumnalEquinoxDay:                "ticket.holiday.autumnal_equinox",
	jp.SportsDay:                         "ticket.holiday.sports",
	jp.CultureDay:                        "ticket.holiday.culture",
	jp.LaborThanksgivingDay:              "ticket.holiday.labour_thanksgiving",
	jp.TheNewEmperorEnthronementDay:      "ticket.holiday.enthronement",
	jp.TheNewEmperorEnthronementCeremony: "ticket.holiday.enthronement_ceremony",
}

// years holds the holidays of a year once computed. The library writes to its own variables while
// it computes (the equinox's day), so the computing is kept to one goroutine at a time.
var years struct {
	sync.Mutex
	days map[int]map[string]catalogue.Key
}

// Holiday is the name of the national holiday on t's day in Japan, or "". It holds from 2007, when
// the present form of the law came into force, as far as the equinoxes can be foretold (2150).
func Holiday(t time.Time) string {
	t = t.In(reading.JST)
	years.Lock()
	defer years.Unlock()
	if years.days == nil {
		years.days = map[int]map[string]catalogue.Key{}
	}
	days, ok := years.days[t.Year()]
	if !ok {
		days = holidays(t.Year())
		if len(years.days) < 400 { // a clock gone wild must not fill the memory
			years.days[t.Year()] = days
		}
	}
	name := days[t.Format(time.DateOnly)]
	if name == "" {
		return ""
	}
	return say(name)
}

// holidays are a year's holidays by day: the library's, mended, with the days that follow from
// them by 国民の祝日に関する法律 第3条: where a holiday falls on a Sunday, the next day that is no
// holiday is one (第2項), and so is a day between two holidays (第3項).
func holidays(year int) map[string]catalogue.Key {
	days := map[string]catalogue.Key{}
	for h, name := range holidayNames {
		if h.StartYear > year || h.EndYear != 0 && h.EndYear < year {
			continue
		}
		if actual, _ := h.Calc(year); !actual.IsZero() {
			days[actual.Format(time.DateOnly)] = name
		}
	}
	mendHolidays(year, days)
	own := make(map[string]catalogue.Key, len(days))
	for day, name := range days {
		own[day] = name
	}
	for day := range own {
		t, _ := time.Parse(time.DateOnly, day) // written above
		if t.Weekday() == time.Sunday {
			for own[t.Format(time.DateOnly)] != "" {
				t = t.AddDate(0, 0, 1)
			}
			days[t.Format(time.DateOnly)] = "ticket.holiday.in_lieu"
		}
		between := t.AddDate(0, 0, 1)
		if next := between.AddDate(0, 0, 1).Format(time.DateOnly); t.Format(time.DateOnly) == day && own[next] != "" && days[between.Format(time.DateOnly)] == "" {
			days[between.Format(time.DateOnly)] = "ticket.holiday.between"
		}
	}
	return days
}

// mendHolidays corrects what the library (v2.1.13) has otherwise than the law: 山の日 was moved in
// 2020 and 2021 by the Olympic special measures act; in 2019 there was no 天皇誕生日, which lay
// between two reigns; 体育の日 became スポーツの日 in 2020.
func mendHolidays(year int, days map[string]catalogue.Key) {
	switch year {
	case 2019:
		delete(days, "2019-12-23")
		delete(days, "2019-02-23")
	case 2020:
		delete(days, "2020-08-11")
		days["2020-08-10"] = "ticket.holiday.mountain"
	case 2021:
		delete(days, "2021-08-11")
		days["2021-08-08"] = "ticket.holiday.mountain"
	}
	if year < 2020 {
		for day, name := range days {
			if name == "ticket.holiday.sports" {
				days[day] = "ticket.holiday.physical_education"
			}
		}
	}
}
